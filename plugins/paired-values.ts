import type { Score } from '../src/evaluation/evaluation.ts'
import type { ScoreRecord } from '../src/experiment/record.ts'
import type { Query } from '../src/retrieval.ts'
import type { Run } from './run.ts'

/** What two runs scored on the same queries, in a form whose mean is the difference of the runs' scores. */
export interface PairedValues {
  /** One row a seed, one value a query. */
  readonly first: readonly Float64Array[]
  readonly second: readonly Float64Array[]
  /** The concept of each query: translations of one question are not independent. */
  readonly concepts: readonly string[]
}

/**
 * The values of one score of two runs on the queries that have a value in both. Those with nothing relevant in the setting
 * have none in either.
 *
 * A score is a mean over languages of means over queries. Each value is therefore multiplied by what its query weighs in
 * it, so that a plain mean of the values is that score: by 1 where all languages have as many queries.
 *
 * @throws {RangeError} the measure is no mean over queries
 */
export function pairedValues(run: Run, other: Run, score: ScoreRecord): PairedValues {
  const [mine, theirs] = [run, other].map((each) => valuesOf(each, score)) as [Float64Array[], Float64Array[]]
  const queries = run.evaluations[0]?.dataset.queries ?? []
  const kept = [...queries.keys()].filter((i) => [...mine, ...theirs].every((values) => Number.isFinite(values[i])))
  const asked = kept.map((i) => queries[i] as Query)
  const weights = weightsOf(asked)
  const weighted = (values: Float64Array): Float64Array =>
    Float64Array.from(kept, (i, at) => (values[i] as number) * (weights[at] as number))
  return { first: mine.map(weighted), second: theirs.map(weighted), concepts: asked.map(({ concept }) => concept) }
}

function valuesOf({ evaluations }: Run, { measure, setting }: ScoreRecord): Float64Array[] {
  const index = (evaluations[0]?.scores ?? []).findIndex(
    (score: Score) => score.measure.name === measure && score.setting === setting,
  )
  const { aggregate = 'mean' } = evaluations[0]?.scores[index]?.measure ?? {}
  if (aggregate !== 'mean') {
    throw new RangeError(
      `toOutperform: the measure must be a mean over queries, of which the tests are; ${measure} is a ${aggregate}. Compare the measure whose ${aggregate} it is.`,
    )
  }
  return evaluations.map(({ scores }) => (scores[index] as Score).perQuery)
}

/** A query of a language with few of them weighs more. The weights' mean is 1. */
function weightsOf(queries: readonly Query[]): number[] {
  const counts = new Map<string, number>()
  for (const { language } of queries) counts.set(language, (counts.get(language) ?? 0) + 1)
  return queries.map(({ language }) => queries.length / (counts.size * (counts.get(language) as number)))
}
