import type { Measure } from '../metrics/measure.ts'
import { bootstrap } from '../statistics/bootstrap.ts'
import { holm } from '../statistics/multiple-tests.ts'
import { pairedRandomisation } from '../statistics/paired-randomisation.ts'
import { pairedT } from '../statistics/paired-t.ts'
import type { MeasuredFile } from './measured-files.ts'

export interface ComparisonSettings {
  readonly test: 'randomisation' | 't'
  readonly correction: 'holm' | 'none'
  /** Level of significance, in (0, 1). */
  readonly alpha: number
  readonly seed: number
}

/** One run against the baseline in one measure, over the queries of the qrels. */
export interface Comparison {
  readonly run: string
  readonly measure: string
  readonly direction: Measure['direction']
  readonly baseline: number
  readonly value: number
  /** value − baseline. */
  readonly difference: number
  /** 95 % of the difference; null where it is not computable. */
  readonly interval: readonly [low: number, high: number] | null
  /** Null where it is not computable: a t test of runs that do not differ. */
  readonly p: number | null
  /** For all comparisons together; equal to p without correction. */
  readonly correctedP: number | null
  readonly significant: boolean
  /** Queries on which the run is better, as good, and worse. */
  readonly wins: number
  readonly ties: number
  readonly losses: number
}

type Tested = Omit<Comparison, 'correctedP' | 'significant'>

/** Differences up to this come from the order of additions alone. */
const rounding = 1e-12

/**
 * Compares each run with the baseline in each measure. All comparisons are one family for the correction.
 *
 * @throws {RangeError} alpha outside (0, 1), or a measure that is not a mean over queries
 */
export function comparisons(
  baseline: MeasuredFile,
  runs: readonly MeasuredFile[],
  { measures, ...settings }: ComparisonSettings & { readonly measures: readonly Measure[] },
): Comparison[] {
  requireSettings(measures, settings)
  const tested = runs.flatMap((run) => measures.map((one) => compared(baseline, run, { one, settings })))
  // One that is not computable found nothing, and stays a member of the family.
  const ps = tested.map(({ p }) => p ?? 1)
  const corrected = settings.correction === 'holm' ? holm(ps) : ps
  return tested.map((each, i) => {
    const correctedP = each.p === null ? null : corrected[i]!
    return { ...each, correctedP, significant: correctedP !== null && correctedP <= settings.alpha }
  })
}

/** Whether a run is significantly worse than the baseline. */
export function isRegression({ significant, difference, direction }: Comparison): boolean {
  return significant && (direction === 'higher' ? difference < 0 : difference > 0)
}

function compared(
  baseline: MeasuredFile,
  { run, perQuery, overall }: MeasuredFile,
  { one, settings }: { readonly one: Measure; readonly settings: ComparisonSettings },
): Tested {
  const { name, direction } = one
  const [first, second] = [perQuery.get(name)!, baseline.perQuery.get(name)!]
  const differences = first.map((value, i) => value - second[i]!)
  const better = differences.filter((each) => (direction === 'higher' ? each > rounding : each < -rounding)).length
  const ties = differences.filter((each) => Math.abs(each) <= rounding).length
  const sides = { baseline: baseline.overall.get(name)!, value: overall.get(name)! }
  const counts = { wins: better, ties, losses: differences.length - better - ties }
  return { run, measure: name, direction, ...sides, ...tested({ first, second, differences }, settings), ...counts }
}

function tested(
  { first, second, differences }: Readonly<Record<'first' | 'second' | 'differences', Float64Array>>,
  { test, seed }: ComparisonSettings,
): Pick<Comparison, 'difference' | 'interval' | 'p'> {
  if (test === 't') {
    const { difference, interval, p } = pairedT(first, second)
    return { difference, interval, p }
  }
  const { difference, p } = pairedRandomisation(first, second, { seed })
  return { difference, interval: bootstrap(differences, { seed }).interval, p }
}

function requireSettings(measures: readonly Measure[], { alpha, seed }: ComparisonSettings): void {
  if (!(alpha > 0 && alpha < 1)) {
    throw new RangeError(`compare: alpha must lie between 0 and 1; got ${alpha}. 0.05 is usual.`)
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`compare: the seed must be an integer; got ${seed}.`)
  const other = measures.find(({ aggregate = 'mean' }) => aggregate !== 'mean')
  if (!other) return
  throw new RangeError(
    `compare: measures must be means over queries, which is what is tested; got ${other.name}, a ${other.aggregate}. Leave it out.`,
  )
}
