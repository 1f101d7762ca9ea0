import type { Dataset } from '../datasets/dataset.ts'
import type { UnitRows } from '../matrix.ts'
import type { Measure } from '../metrics/measure.ts'
import type { Observer } from '../progress.ts'
import type { EngineName } from '../search/products.ts'
import { exactRanks } from '../search/ranks.ts'
import { type Answers, answersOf } from './answers.ts'
import type { Evaluation } from './evaluation.ts'
import { gather } from './gathered.ts'
import { measured } from './measured.ts'
import { combinedNeeds } from './needs.ts'

export interface EvaluateOptions extends Observer {
  readonly dataset: Dataset
  /** Row i for `dataset.queries[i]`. */
  readonly queries: UnitRows
  /** Row i for `dataset.documents[i]`. */
  readonly documents: UnitRows
  /** At least one, of different names. */
  readonly measures: readonly Measure[]
  /** What multiplies. @default ONNX Runtime for many products where it is installed, else 'simd', else 'plain' */
  readonly kernel?: EngineName
}

/**
 * Ranks every judged document exactly in its own language's pool and in the pool of all languages, and measures each
 * setting. A query is left out of a pool that holds nothing relevant to it, whatever a measure's `missing` says, and of
 * measures that need what it lacks. A setting, or a measure in a setting, that no query can be scored in is left out of
 * the result.
 *
 * @throws {RangeError} no measure or the same twice, vectors that do not fit the data set, a data set in which nothing is relevant, a measure of cosines or agreement outside the multilingual setting, or one that gives a value which is not finite
 */
export async function evaluate({ dataset, measures, ...search }: EvaluateOptions): Promise<Evaluation> {
  verifyMeasures(measures)
  const needs = combinedNeeds(measures)
  const answers = verifiedAnswers(dataset)
  const asked = answers.map(({ relevant, notRelevant }) =>
    [...relevant, ...notRelevant].map(({ document }) => document),
  )
  const top = Math.max(needs.languages, ...needs.agreement)
  const found = await exactRanks({ ...search, pool: dataset.documents, asked, top })
  const { ranks, kernel, refused } = found
  const gathered = await gather({ ...search, dataset, answers, ranks, top: found.top }, needs)
  return measured({ dataset, answers, ranks, gathered, measures, kernel, refused, signal: search.signal })
}

/** @throws {RangeError} no measure, or the same twice */
export function verifyMeasures(measures: readonly Measure[]): void {
  const names = measures.map(({ name }) => name)
  if (names.length === 0 || new Set(names).size < names.length) {
    throw new RangeError(`evaluate: measures must be one or more of different names; got [${names.join(', ')}].`)
  }
}

/** @throws {RangeError} a data set in which nothing is relevant, or as `answersOf` */
export function verifiedAnswers(dataset: Dataset): readonly Answers[] {
  const answers = answersOf(dataset)
  if (answers.some(({ relevant }) => relevant.length > 0)) return answers
  throw new RangeError(
    `evaluate: some query of the data set "${dataset.name}" must have a relevant document; got none.`,
  )
}
