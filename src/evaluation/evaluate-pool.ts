import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { UnitRows } from '../matrix.ts'
import type { Measure } from '../metrics/measure.ts'
import type { Observer } from '../progress.ts'
import type { DocumentPool } from '../search/document-pool.ts'
import type { EngineName } from '../search/products.ts'
import type { ExactRanks, RankingProblem } from '../search/ranks.ts'
import { type Answers, answersOf } from './answers.ts'
import type { DocumentVectors } from './document-vectors.ts'
import type { EvaluatedDataset, Evaluation } from './evaluation.ts'
import { gather } from './gathered.ts'
import { measured } from './measured.ts'
import { combinedNeeds } from './needs.ts'
import { retrievedOf } from './retrieved.ts'
import { askedRows, mostIgnored, withoutIgnored } from './without-ignored.ts'

/** What is evaluated, wherever the documents and their vectors are. */
export interface PoolToEvaluate extends Observer {
  readonly dataset: Dataset | StreamedDataset
  /** Called once the measures are known to be sound. */
  readonly pool: () => DocumentPool
  readonly queries: UnitRows
  readonly documents: DocumentVectors
  readonly rank: (wanted: Pick<RankingProblem, 'asked'> & { readonly top: number }) => Promise<ExactRanks>
  readonly measures: readonly Measure[]
  readonly kernel?: EngineName
  readonly keep?: number
}

/** `evaluate()` of documents that are held or streamed. */
export async function evaluatePool({ measures, rank, keep = 0, ...found }: PoolToEvaluate): Promise<Evaluation> {
  verifyMeasures(measures)
  const { dataset, signal } = found
  const needs = combinedNeeds(measures)
  const pool = found.pool()
  const answers = verifiedAnswers(dataset, pool)
  const depth = Math.max(keep, needs.languages, ...needs.agreement)
  const top = depth > 0 ? depth + mostIgnored(answers) : 0
  const { kernel, refused, ...everything } = await rank({ asked: answers.map(askedRows), top })
  const ranked = withoutIgnored(everything, answers, depth)
  const gathered = await gather({ ...found, ...ranked, pool, answers }, needs)
  const { ranks } = ranked
  const evaluation = await measured({ dataset, pool, answers, ranks, gathered, measures, kernel, refused, signal })
  if (keep === 0) return evaluation
  const first = ranked.top.map((rows, query) => {
    return { rows: rows.subarray(0, keep), scores: ranked.topScores[query]!.subarray(0, keep) }
  })
  return { ...evaluation, retrieved: await retrievedOf({ ...found, answers, ranks, top: first, depth: keep }) }
}

/** @throws {RangeError} no measure, or the same twice */
export function verifyMeasures(measures: readonly Measure[]): void {
  const names = measures.map(({ name }) => name)
  if (names.length === 0 || new Set(names).size < names.length) {
    throw new RangeError(`evaluate: measures must be one or more of different names; got [${names.join(', ')}].`)
  }
}

/** @throws {RangeError} a data set in which nothing is relevant, or as `answersOf` */
export function verifiedAnswers(dataset: EvaluatedDataset, pool: DocumentPool): readonly Answers[] {
  const answers = answersOf(dataset, pool)
  if (answers.some(({ relevant }) => relevant.length > 0)) return answers
  throw new RangeError(
    `evaluate: some query of the data set "${dataset.name}" must have a relevant document; got none.`,
  )
}
