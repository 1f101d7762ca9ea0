import type { Measure } from '../metrics/measure.ts'
import type { Setting } from '../retrieval.ts'
import { isMean } from './query-scores.ts'

/** How far a value may fall short of the baseline's: a number in the measure's own unit, or a share of the baseline's value (`'2%'`). */
export type Tolerance = number | `${number}%`

/** Fails only what is worse by more than `worse` and, by the paired test over queries and seeds, not by chance. */
export interface StatisticalTolerance {
  readonly worse: Tolerance
  /** Largest probability of such a difference by chance, after Holm's correction over all that is tested of the case. */
  readonly alpha: number
  /** What fails however likely chance is, which few queries never rule out. @default nothing does */
  readonly atMost?: Tolerance
}

export type MeasureTolerance = Tolerance | StatisticalTolerance

/**
 * Tolerances by measure, `AP`, or by measure and setting, `AP multilingual`; the more exact name wins.
 * Two names are no measures: `languages` and `limits`.
 */
export interface ToleranceTable {
  readonly [measure: string]: MeasureTolerance | Readonly<Record<string, number>> | undefined
  /** How much any single query language may lose. A number alone is meant for measures that end at 1. */
  readonly languages?: MeasureTolerance
  /** What a measure must reach whatever the baseline has: at least, or where lower is better at most. `{ RankDistance: 1500 }` */
  readonly limits?: Readonly<Record<string, number>>
}

/**
 * One tolerance, or a table of them. A number alone is meant for measures that end at 1, such as `AP`; measures without
 * an upper bound, such as `RankDistance`, then keep their own default.
 */
export type Tolerances = MeasureTolerance | ToleranceTable

/** How far one value may fall. */
export interface Rule {
  /** In the measure's own unit; ≥ 0. */
  readonly worse: number
  /** Null where no test is asked, and `worse` decides alone. */
  readonly alpha: number | null
  /** More than this fails without a test; Infinity where nothing does. */
  readonly atMost: number
  /** Whether a user asked for it, so that it may not be dropped silently. */
  readonly given: boolean
}

/** What a run is held to. */
export interface Rules {
  /** Of a mean over all queries. */
  measure(measure: string, setting: Setting, expected: number): Rule
  /** Of the mean over one language's queries; null for measures of which no values of queries are kept. */
  language(measure: string, setting: Setting, expected: number): Rule | null
  /** What must be reached whatever the baseline has; null where nothing is asked. */
  limit(measure: string, setting: Setting): number | null
  /** Whether the values of queries are to be kept with the baseline: those of which a test may be asked. */
  keeps(measure: string, setting: Setting): boolean
}

const alpha = 0.05

/** What is allowed unless the user says otherwise, of measures that end at 1 and of those without a bound. */
const defaults = {
  /** The leading measure of accuracy and rank distance. */
  tested: { bounded: { worse: 0.005, alpha, atMost: 0.02 }, unbounded: { worse: '2%', alpha, atMost: '8%' } },
  /** Others say much the same as the leading one; no test keeps luck apart, so that they are given more room. */
  others: { bounded: 0.01, unbounded: '4%' },
  languages: { bounded: { worse: 0.02, alpha, atMost: 0.1 }, unbounded: { worse: '5%', alpha, atMost: '25%' } },
} as const satisfies Record<string, Record<string, MeasureTolerance>>

/**
 * The rules of a run's measures.
 *
 * @param layers tolerances, those that outweigh the others first: a case's own, then the suite's
 * @throws {RangeError} a tolerance is negative, not finite, or not of the form `2%`; an alpha is not in (0, 1); a limit is not finite
 */
export function rulesOf(measures: readonly Measure[], ...layers: readonly (Tolerances | undefined)[]): Rules {
  const given = layers.flatMap((layer) => (layer === undefined ? [] : [verified(layer)]))
  const [leading, bounded] = [leadingMeasure(measures), boundedNames(measures)]
  const means = new Set(measures.filter(isMean).map(({ name }) => name))
  const kind = (measure: string): 'bounded' | 'unbounded' => (bounded.has(measure) ? 'bounded' : 'unbounded')
  const presetTested = (measure: string): boolean => measure === leading || measure === 'RankDistance'
  const asked = (measure: string, setting: Setting): MeasureTolerance | undefined =>
    first(
      given,
      ({ all, table }) => table[`${measure} ${setting}`] ?? table[measure] ?? general(all, bounded.has(measure)),
    )
  const measureRule = (measure: string, setting: Setting): MeasureTolerance =>
    asked(measure, setting) ?? defaults[presetTested(measure) ? 'tested' : 'others'][kind(measure)]
  const keeps = (measure: string, setting: Setting): boolean =>
    means.has(measure) && (presetTested(measure) || typeof measureRule(measure, setting) === 'object')
  return {
    keeps,
    measure: (measure, setting, expected) =>
      rule(measureRule(measure, setting), expected, asked(measure, setting) !== undefined),
    language: (measure, setting, expected) => {
      if (!keeps(measure, setting)) return null
      const own = first<MeasureTolerance>(given, ({ table }) => general(table.languages, bounded.has(measure)))
      return rule(own ?? defaults.languages[kind(measure)], expected, own !== undefined)
    },
    limit: (measure, setting) =>
      first<number>(given, ({ table: { limits } }) => limits?.[`${measure} ${setting}`] ?? limits?.[measure]) ?? null,
  }
}

/** One place that tolerances come from. */
interface Layer {
  /** Of all measures that the table does not name. */
  readonly all?: MeasureTolerance
  readonly table: ToleranceTable
}

/** AP where it was evaluated, else the first measure that is a mean and ends at 1. */
function leadingMeasure(measures: readonly Measure[]): string | null {
  const candidates = measures.filter((each) => isMean(each) && each.range[1] <= 1 && each.direction === 'higher')
  return (candidates.find(({ name }) => name === 'AP') ?? candidates[0])?.name ?? null
}

function boundedNames(measures: readonly Measure[]): ReadonlySet<string> {
  return new Set(measures.filter(({ range }) => range[1] <= 1).map(({ name }) => name))
}

/** A number without a unit is meant for measures that end at 1; shares are meant for all. */
function general(tolerance: unknown, bounded: boolean): MeasureTolerance | undefined {
  const worse = isStatistical(tolerance) ? tolerance.worse : tolerance
  return typeof worse === 'string' || bounded ? (tolerance as MeasureTolerance | undefined) : undefined
}

function first<T>(layers: readonly Layer[], read: (layer: Layer) => unknown): T | undefined {
  for (const layer of layers) {
    const value = read(layer)
    if (value !== undefined) return value as T
  }
  return undefined
}

function rule(tolerance: MeasureTolerance, expected: number, given: boolean): Rule {
  if (!isStatistical(tolerance)) {
    const worse = amount(tolerance, expected)
    return { worse, alpha: null, atMost: worse, given }
  }
  const { worse, alpha, atMost } = tolerance
  const most = atMost === undefined ? Number.POSITIVE_INFINITY : amount(atMost, expected)
  return { worse: amount(worse, expected), alpha, atMost: most, given }
}

function isTable(tolerances: Tolerances): tolerances is ToleranceTable {
  return typeof tolerances === 'object' && !isStatistical(tolerances)
}

function isStatistical(value: unknown): value is StatisticalTolerance {
  return typeof value === 'object' && value !== null && 'worse' in value
}

function verified(tolerances: Tolerances): Layer {
  const { all, table }: Layer = isTable(tolerances) ? { table: tolerances } : { all: tolerances, table: {} }
  if (all !== undefined) verifyTolerance(all)
  for (const [name, tolerance] of Object.entries(table)) {
    if (name === 'limits') verifyLimits(tolerance as Readonly<Record<string, number>>)
    else if (tolerance !== undefined) verifyTolerance(tolerance)
  }
  return { table, ...(all !== undefined && { all }) }
}

function verifyTolerance(tolerance: unknown): void {
  if (!isStatistical(tolerance)) return void amount(tolerance as Tolerance, 1)
  amount(tolerance.worse, 1)
  if (tolerance.atMost !== undefined) amount(tolerance.atMost, 1)
  if (tolerance.alpha > 0 && tolerance.alpha < 1) return
  throw new RangeError(`tolerance: alpha must lie between 0 and 1; got ${String(tolerance.alpha)}. 0.05 is usual.`)
}

function verifyLimits(limits: Readonly<Record<string, number>>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (Number.isFinite(limit)) continue
    throw new RangeError(`tolerance: a limit must be a finite number; got ${String(limit)} for ${name}.`)
  }
}

function amount(tolerance: Tolerance, expected: number): number {
  const share = typeof tolerance === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(tolerance)?.[1] : undefined
  const value = share === undefined ? tolerance : (Number(share) / 100) * Math.abs(expected)
  if (typeof value !== 'number' || !(value >= 0) || value === Infinity) {
    throw new RangeError(
      `tolerance: it must be a number ≥ 0, a share such as '2%', or { worse, alpha }; got ${String(tolerance)}.`,
    )
  }
  return value
}
