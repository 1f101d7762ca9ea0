import type { Score } from '../src/evaluation/evaluation.ts'
import type { ScoreRecord } from '../src/experiment/record.ts'
import { type PairedValues, pairedValues as weigh } from '../src/gate/paired-values.ts'
import type { Run } from './run.ts'

/**
 * The values of one score of two runs on the queries that have a value in both, in a form whose mean is the difference
 * of the runs' scores.
 *
 * @throws {RangeError} the measure is no mean over queries
 */
export function pairedValues(run: Run, other: Run, score: ScoreRecord): PairedValues {
  const [mine, theirs] = [run, other].map((each) => valuesOf(each, score)) as [Float64Array[], Float64Array[]]
  return weigh(mine, theirs, run.evaluations[0]?.dataset.queries ?? [])
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
