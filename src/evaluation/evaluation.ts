import type { Dataset } from '../datasets/dataset.ts'
import type { Measure, Side } from '../metrics/measure.ts'
import type { Language, Setting } from '../retrieval.ts'
import type { ExactRanks } from '../search/ranks.ts'
import type { Retrieved } from './retrieved.ts'

/** One measure in one setting, with everything its mean was made of. */
export interface Score {
  readonly measure: Measure
  readonly setting: Setting
  /**
   * Over queries, then over languages (monolingual, multilingual) or ordered pairs of query and document language
   * (cross-lingual, and measures of each document language): mean and mean, median and mean, or a sum of everything, as
   * the measure's `aggregate` says.
   */
  readonly value: number
  /** One value a query, in the order of `dataset.queries`. Cross-lingual: mean (or sum) over the document languages. NaN where the query has nothing relevant in the setting, or lacks what the measure needs. */
  readonly perQuery: Float64Array
  readonly perLanguage: ReadonlyMap<Language, number>
  /** Query language → document language → value over queries. Monolingual, cross-lingual, and multilingual for measures of each document language. */
  readonly perPair?: ReadonlyMap<Language, ReadonlyMap<Language, number>>
  /**
   * Where a run did not return documents that `value` depends on: the truth is at least, or at most, `value`, and so for
   * every other number of the score. Absent where they are known.
   */
  readonly bound?: Side
  /** Places in `dataset.queries` of those whose own value is such a bound; a median may be known although they are not. */
  readonly bounded?: ReadonlySet<number>
}

/** A data set as its results know it: its documents, held or streamed, are only counted. */
export interface EvaluatedDataset extends Omit<Dataset, 'documents'> {
  readonly documents: { readonly length: number }
}

/** What one encoder reaches on one data set. */
export interface Evaluation {
  readonly dataset: EvaluatedDataset
  readonly scores: readonly Score[]
  /**
   * Rank distance of each query in the order of `dataset.queries`; NaN where fewer than two languages have an answer, or a
   * run did not return what it depends on.
   */
  readonly rankDistances: Float64Array
  /** Mean over queries of the smallest and of the expected random rank distance on this pool; null where no query has answers in two languages, or a run does not tell the distance of some. */
  readonly rankDistanceBounds: { readonly floor: number; readonly random: number } | null
  /** What computed the scores; `none` where rankings were given. */
  readonly kernel: ExactRanks['kernel'] | 'none'
  /** Quicker engines that could not be used, and why. */
  readonly refused: ExactRanks['refused']
  /** sha-256 of every query's ranks. */
  readonly digest: string
  /** What single queries got, where that was asked for. */
  readonly retrieved?: Retrieved
}
