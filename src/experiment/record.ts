import type { DatasetCard } from '../datasets/cards/card.ts'
import type { Counts } from '../integrity/counts.ts'
import type { Finding } from '../integrity/finding.ts'
import type { OutlyingPair } from '../integrity/outlying-pairs.ts'
import type { LanguagesSeen } from '../leakage/languages-seen.ts'
import type { OverlapTotals } from '../leakage/overlap-totals.ts'
import type { Side } from '../metrics/measure.ts'
import type { Json, Language, Setting } from '../retrieval.ts'
import type { LossPoint } from '../training/loss-curve.ts'
import type { ValidationPoint } from '../training/validation.ts'

/** One measure in one setting. Values are means over seeds. */
export interface ScoreRecord {
  /** Canonical notation: `AP`, `nDCG@10`, `RankDistance`. */
  readonly measure: string
  readonly setting: Setting
  readonly direction: 'higher' | 'lower'
  /** Over queries, then over languages (monolingual, multilingual) or ordered language pairs (cross-lingual): means, unless the measure says otherwise. */
  readonly value: number
  /** The value of each seed, in the order of `RunRecord.seeds`. */
  readonly perSeed: readonly number[]
  /** Query language → value. Cross-lingual: mean over the document languages. */
  readonly perLanguage: Readonly<Record<Language, number>>
  /**
   * Query language → document language → value. Monolingual and cross-lingual share one matrix, diagonal and rest; in the
   * multilingual setting there is one for measures of each document language.
   */
  readonly perPair?: Readonly<Record<Language, Readonly<Record<Language, number>>>>
  /**
   * Where a run did not return documents that the value depends on: the truth is at least, or at most, each of these
   * numbers. Absent where they are known.
   */
  readonly bound?: Side
}

export interface TrainingRecord {
  readonly sampler: string
  readonly samplerLabel: string
  readonly pairs: {
    readonly name: string
    readonly revision: string
    readonly hash: string
    readonly concepts: number
    readonly card?: CardRecord
  }
  /** What the pairs have in common with the evaluation. Absent from records of older versions. */
  readonly overlap?: OverlapTotals
  /** Which of the evaluation's languages the pairs have any text of. Absent from records of older versions. */
  readonly languages?: LanguagesSeen
  readonly steps: number
  readonly batchSize: number
  /** One curve a seed. */
  readonly curves: readonly (readonly LossPoint[])[]
  /** Wall time of each seed's training. */
  readonly seconds: readonly number[]
  /** What computed it: `simd`, `plain`, or a backend. */
  readonly kernel: string
  /** How the encoder was chosen on development data, where it was. */
  readonly validation?: {
    readonly measure: string
    readonly setting: Setting
    /** One curve a seed. */
    readonly curves: readonly (readonly ValidationPoint[])[]
    /** The step after which each seed's encoder was taken. */
    readonly chosen: readonly number[]
  }
}

export interface RankDistanceRecord {
  /** What a perfect ranking gives on this pool, mean over queries. */
  readonly floor: number
  /** What a random ranking gives on this pool, mean over queries. */
  readonly random: number
  /** Quantiles 0, 1, …, 100 % over queries and seeds. */
  readonly quantiles: readonly number[]
}

/** In which languages the first results stand, where every language competes in one pool. */
export interface LanguageSharesRecord {
  /** How many of the first results are looked at. */
  readonly cutoff: number
  /** Query language → document language → share of the first results, mean over queries and seeds; each row sums to 1. */
  readonly found: Readonly<Record<Language, Readonly<Record<Language, number>>>>
}

/** Under which terms known data may be used, and what to cite. */
export type CardRecord = Pick<
  DatasetCard,
  'title' | 'source' | 'licence' | 'nonCommercial' | 'terms' | 'citation' | 'parallel'
>

/** What `inspect` found in a data set before it was evaluated. */
export interface InspectionRecord {
  readonly perLanguage: Readonly<Record<Language, Counts>>
  /** What else stops an experiment, where `inspection: 'warn'` lets it pass. */
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Language pairs that a run scores far lower on than on their siblings. */
export interface OutlyingPairsRecord {
  /** Of the cross-lingual setting: `AP`, or an nDCG. */
  readonly measure: string
  /** Lowest z first; at least one. */
  readonly pairs: readonly OutlyingPair[]
}

/**
 * One run of one case, as it travels from the worker to the reporter, the baseline and the report:
 * plain JSON, every number finite.
 */
export interface RunRecord {
  readonly schema: 1
  /** Unique in the whole suite: `benchmarks/x.bench.ts > describe > test`, with ` > name` when a test makes several runs. */
  readonly key: string
  /** Row name: the sampler's name, the encoder's where nothing is trained, or what the user gave. */
  readonly name: string
  readonly label: string
  readonly control: boolean
  readonly encoder: { readonly name: string; readonly configuration: Json }
  readonly dataset: {
    readonly name: string
    readonly revision: string
    readonly hash: string
    readonly languages: readonly Language[]
    readonly queries: number
    readonly documents: number
    /** Absent where the data set is none of those known. */
    readonly card?: CardRecord
    /** Absent from records of older versions, and where there are judgements alone. */
    readonly inspection?: InspectionRecord
  }
  readonly training: TrainingRecord | null
  readonly seeds: readonly number[]
  readonly scores: readonly ScoreRecord[]
  /** Null where no query has relevant documents in two languages, or a run does not tell the distance of some. */
  readonly rankDistance: RankDistanceRecord | null
  /** Absent where no first results were kept. */
  readonly languageShares?: LanguageSharesRecord
  /** Absent where no pair lies out, or no measure tells. */
  readonly outlyingPairs?: OutlyingPairsRecord
  /** Everything that was asked for: encoder, sampler, loss, optimizer, steps, batch size, seeds, measures. */
  readonly configuration: Json
  /** sha-256 of `configuration`. */
  readonly configurationHash: string
  /** sha-256 of every query's ranks: equal digests mean equal results, query by query. */
  readonly digest: string
  readonly seconds: { readonly encode: number; readonly evaluate: number }
  /** What a reader should know of the run that was scored: queries on one side alone, values that are bounds. */
  readonly warnings?: readonly string[]
  readonly environment: {
    readonly package: string
    readonly node: string
    readonly platform: string
    readonly kernel: string
    /** Quicker engines that could not be used. */
    readonly refused?: readonly { readonly engine: string; readonly reason: string }[]
  }
}
