import type { ScoreRecord } from '../src/experiment/record.ts'
import { formatValue } from '../src/gate/compare.ts'
import { type PairedTest, pairedTest } from '../src/gate/paired-test.ts'
import type { Measure } from '../src/metrics/measure.ts'
import type { Setting } from '../src/retrieval.ts'
import { holm } from '../src/statistics/multiple-tests.ts'
import type { Finding } from './assertion.ts'
import { listOf, type OneOrMore } from './one-or-more.ts'
import { pairedValues } from './paired-values.ts'
import type { Run } from './run.ts'
import { scoreOf, undecided } from './scores.ts'

export interface OutperformOptions {
  /** One, or several that must all be won. May be left out where the measure was evaluated in one setting alone. */
  readonly setting?: OneOrMore<Setting>
  /** Largest probability of so large a difference by chance, corrected for all comparisons of the assertion, that still counts as one. @default 0.05 */
  readonly alpha?: number
}

/** One score of a run against another run's. */
interface Comparison extends PairedTest {
  readonly other: Run
  readonly mine: ScoreRecord
  readonly theirs: ScoreRecord
  readonly better: boolean
}

/**
 * Whether one run is better than all the others, in all measures and settings, by more than chance: in the measure's
 * direction, and by a paired test on the same queries, translations of one question together, whose p are corrected by
 * Holm's method over everything that the assertion compares.
 *
 * @throws {RangeError} nothing to compare, other data, a score that is only a bound, `alpha` not in (0, 1), or as `scoreOf`
 */
export function outperforms(
  run: Run,
  others: readonly Run[],
  measures: readonly (string | Measure)[],
  { alpha = 0.05, setting }: OutperformOptions = {},
): Finding {
  if (!(alpha > 0 && alpha < 1))
    throw new RangeError(`toOutperform: alpha must be between 0 and 1; got ${String(alpha)}.`)
  const settings = listOf(setting)
  const pairings = others.flatMap((other) =>
    measures.flatMap((measure) => settings.map((each) => ({ run, other, measure, setting: each }))),
  )
  // What one of several comparisons could have seen is judged at the level that the first of Holm's steps leaves it.
  const comparisons = pairings.map((pairing) => comparison({ ...pairing, alpha: alpha / pairings.length }))
  if (comparisons.length === 0) {
    throw new RangeError('toOutperform: there must be a run, a measure and a setting to compare in; got an empty list.')
  }
  const corrected = holm(comparisons.map(({ p }) => p))
  const pass = comparisons.every(({ better }, i) => better && (corrected[i] as number) < alpha)
  return {
    pass,
    sentence: (negated) =>
      [
        ...comparisons.map((each, i) => figures(run, each, { p: corrected[i] as number, of: comparisons.length })),
        `Expected ${negated ? 'not ' : ''}${comparisons.length > 1 ? 'all ' : ''}better with p < ${alpha}.`,
      ].join('\n'),
  }
}

interface Pairing {
  readonly run: Run
  readonly other: Run
  readonly measure: string | Measure
  readonly setting: Setting | undefined
  readonly alpha: number
}

function comparison({ run, other, measure, setting, alpha }: Pairing): Comparison {
  verifySameData(run, other)
  const [mine, theirs] = [run, other].map((each) =>
    scoreOf(each, measure, { matcher: 'toOutperform', ...(setting && { setting }) }),
  ) as [ScoreRecord, ScoreRecord]
  if (mine.setting !== theirs.setting) {
    throw new RangeError(
      `toOutperform: both runs must be compared in one setting; got ${mine.setting} and ${theirs.setting}. Name { setting }.`,
    )
  }
  const bounded = [mine, theirs].find(({ bound }) => bound)
  if (bounded) throw undecided(bounded, 'toOutperform: both scores must be known; got a bound.')
  const difference = mine.value - theirs.value
  const better = mine.direction === 'higher' ? difference > 0 : difference < 0
  return { other, mine, theirs, better, ...pairedTest(pairedValues(run, other, mine), alpha) }
}

function verifySameData(run: Run, other: Run): void {
  const [one, two] = [run.record.dataset, other.record.dataset]
  if (one.hash === two.hash) return
  const name = ({ name, revision, hash }: typeof one): string => `${name} ${revision} (${hash.slice(0, 8)})`
  throw new RangeError(
    `toOutperform: both runs must be evaluated on the same data; got ${name(one)} and ${name(two)}. Pass both the same \`dataset\`.`,
  )
}

/** Everything that a reader needs to judge a comparison: values, interval, p, on how much it rests, what it could have seen. */
function figures(run: Run, of: Comparison, { p, of: family }: { readonly p: number; readonly of: number }): string {
  const { mine, theirs, other, interval, queries, concepts, seeds, detectable } = of
  const difference = mine.value - theirs.value
  const signed = (value: number): string => `${value < 0 ? '' : '+'}${formatValue(value)}`
  return [
    `${mine.measure} (${mine.setting}) of ${run.record.name} is ${formatValue(mine.value)}, of ${other.record.name} ${formatValue(theirs.value)}: difference ${signed(difference)}`,
    interval
      ? `95 % interval ${signed(interval[0])} to ${signed(interval[1])}`
      : 'no interval: all differences are equal',
    `p = ${p.toPrecision(2)}${family > 1 ? ` (Holm, ${family} comparisons)` : ''}`,
    `${count(queries, 'query', 'queries')} of ${count(concepts, 'concept', 'concepts')}${seeds > 1 ? `, ${seeds} seeds` : ''}`,
    detectable === null ? '' : `the smallest difference it would find four times in five is ${formatValue(detectable)}`,
  ]
    .filter((part) => part !== '')
    .join('; ')
    .concat('.')
}

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
}
