import type { Side } from '../metrics/measure.ts'
import type { Setting } from '../retrieval.ts'

/**
 * What the gate says of a case.
 * - `improved`, `unchanged`, `regressed`: compared with the baseline;
 * - `new`: the baseline does not have it yet;
 * - `failed`: an assertion or the run itself failed, or a number is not finite;
 * - `missing`: the baseline has it, this run does not;
 * - `incomparable`: data or configuration differ from the baseline's;
 * - `skipped`: the suite skipped it at run time and said why;
 * - `passed`: it has no run of its own, and what it asserts of others' holds.
 */
export type Verdict =
  | 'improved'
  | 'unchanged'
  | 'regressed'
  | 'new'
  | 'failed'
  | 'missing'
  | 'incomparable'
  | 'skipped'
  | 'passed'

/** One measure in one setting against the baseline. */
export interface MeasureComparison {
  readonly measure: string
  readonly setting: Setting
  readonly direction: 'higher' | 'lower'
  /** The baseline's value; null where it has none. */
  readonly expected: number | null
  readonly actual: number | null
  /** How far `actual` may fall short of `expected`, in the measure's own unit. */
  readonly tolerance: number
  /** `incomparable`: the run's value is a bound. */
  readonly verdict: 'improved' | 'unchanged' | 'regressed' | 'new' | 'missing' | 'incomparable'
  /** Of `actual`: the truth is at least, or at most, that. */
  readonly bound?: Side
}

/** A case against the baseline. */
export interface Comparison {
  readonly verdict: Verdict
  /** Sentences: what differs, and what to do. Empty when nothing does. */
  readonly reasons: readonly string[]
  readonly measures: readonly MeasureComparison[]
}

/** One assertion made on a run, as its matcher recorded it. */
export interface Check {
  /** `toReach`, `toOutperform`, `toMatchBaseline`. */
  readonly matcher: string
  /** Whether the assertion held, negation included. */
  readonly pass: boolean
  /** One sentence with the measure, the expected and the actual value. */
  readonly message: string
}
