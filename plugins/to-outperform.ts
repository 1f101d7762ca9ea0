import type { Score } from '../src/evaluation/evaluation.ts'
import { formatValue } from '../src/gate/compare.ts'
import type { Measure } from '../src/metrics/measure.ts'
import { pairedRandomisation } from '../src/statistics/paired-randomisation.ts'
import type { Finding } from './assertion.ts'
import { perQueryMeans } from './queries.ts'
import type { Run } from './run.ts'
import { type ScoreOptions, scoreOf } from './scores.ts'

export interface OutperformOptions extends ScoreOptions {
  /** Largest probability of so large a difference by chance that still counts as one. @default 0.05 */
  readonly alpha?: number
}

/** The values of two runs on the same queries, query by query. */
interface PairedValues {
  readonly first: Float64Array
  readonly second: Float64Array
  /** The concept of each query: translations of one question are not independent. */
  readonly concepts: readonly string[]
}

/**
 * Whether one run is better than another by more than chance: in the measure's direction, and by a paired
 * randomisation test over queries (means over seeds), whose signs are drawn by concept.
 *
 * @throws {RangeError} the runs were evaluated on different data, `alpha` is not in (0, 1), or as `scoreOf`
 */
export function outperforms(
  run: Run,
  other: Run,
  { measure, alpha = 0.05, ...options }: OutperformOptions & { readonly measure: string | Measure },
): Finding {
  if (!(alpha > 0 && alpha < 1))
    throw new RangeError(`toOutperform: alpha must be between 0 and 1; got ${String(alpha)}.`)
  verifySameData(run, other)
  const [mine, theirs] = [run, other].map((each) => scoreOf(each, measure, { matcher: 'toOutperform', ...options }))
  if (!mine || !theirs || mine.setting !== theirs.setting) {
    throw new RangeError(
      `toOutperform: both runs must be compared in one setting; got ${mine?.setting} and ${theirs?.setting}. Name { setting }.`,
    )
  }
  const { first, second, concepts } = pairedValues(run, other, mine)
  const { p, pairs, clusters } = pairedRandomisation(first, second, { clusters: concepts })
  const difference = mine.value - theirs.value
  const better = mine.direction === 'higher' ? difference > 0 : difference < 0
  return {
    pass: better && p < alpha,
    sentence: (negated) =>
      `${mine.measure} (${mine.setting}) of ${run.record.name} is ${formatValue(mine.value)}, of ${other.record.name} ${formatValue(theirs.value)}: ` +
      `difference ${difference < 0 ? '' : '+'}${formatValue(difference)}, p = ${p.toPrecision(2)} (${pairs} queries, ${clusters} concepts); ` +
      `expected ${negated ? 'not ' : ''}${mine.direction === 'higher' ? 'higher' : 'lower'} with p < ${alpha}.`,
  }
}

function verifySameData(run: Run, other: Run): void {
  const [one, two] = [run.record.dataset, other.record.dataset]
  if (one.hash === two.hash) return
  const name = ({ name, revision, hash }: typeof one): string => `${name} ${revision} (${hash.slice(0, 8)})`
  throw new RangeError(
    `toOutperform: both runs must be evaluated on the same data; got ${name(one)} and ${name(two)}. Pass both the same \`dataset\`.`,
  )
}

/** Queries that have a value in both runs. Those with nothing relevant in the setting have none in either. */
function pairedValues(run: Run, other: Run, { measure, setting }: { measure: string; setting: string }): PairedValues {
  const [mine, theirs] = [run, other].map(({ evaluations }) => {
    const index = (evaluations[0]?.scores ?? []).findIndex(
      (score: Score) => score.measure.name === measure && score.setting === setting,
    )
    return perQueryMeans(evaluations, index)
  }) as [Float64Array, Float64Array]
  const queries = run.evaluations[0]?.dataset.queries ?? []
  const kept = queries.flatMap((_, i) => (Number.isFinite(mine[i]) && Number.isFinite(theirs[i]) ? [i] : []))
  const at = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i] as number)
  return { first: at(mine), second: at(theirs), concepts: kept.map((i) => queries[i]?.concept ?? '') }
}
