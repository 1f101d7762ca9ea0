import type { Side } from '../metrics/measure.ts'
import type { Language, Setting } from '../retrieval.ts'

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
  /** Whether chance explains the difference; absent where no test was asked or could be made, and where nothing moved. */
  readonly test?: ComparisonTest
  /** What must be reached whatever the baseline has; present where the case passed a limit. */
  readonly limit?: number
  /** It regressed for single languages alone: the value itself is within tolerance. */
  readonly wholeHolds?: true
  /** Where the loss comes from; of regressed values whose values of queries the baseline keeps. */
  readonly loss?: Loss
}

/** A paired test of a run against its baseline, translations of one question taken together. */
export interface ComparisonTest {
  /** Two-sided, after Holm's correction over all tests of the case. */
  readonly p: number
  /** p above this is taken for chance. */
  readonly alpha: number
  /** A loss beyond this fails whatever p is; absent where none does. */
  readonly atMost?: number
  /** How many tests were corrected for. */
  readonly family: number
  /** Of actual − expected, 95 %; null where all differences are equal. */
  readonly interval: readonly [low: number, high: number] | null
  readonly queries: number
  readonly concepts: number
  /** Of the side that has fewer. */
  readonly seeds: number
}

/** The mean over the queries of one language against the baseline's. */
export interface LanguageChange {
  readonly language: Language
  readonly expected: number
  readonly actual: number
  /** How far it may fall short; in the measure's own unit. */
  readonly tolerance: number
  readonly verdict: 'improved' | 'unchanged' | 'regressed'
  /** After Holm's correction over all languages, measures and settings of the case; absent where nothing was tested. */
  readonly p?: number
}

/** Queries in one language for documents in another, or the same. */
export interface PairChange {
  readonly query: Language
  readonly document: Language
  readonly expected: number
  readonly actual: number
}

/** One query, mean over seeds; as exact as the baseline keeps it. */
export interface FallenQuery {
  readonly id: string
  readonly text: string
  readonly language: Language
  readonly before: number
  readonly after: number
}

/** Where a loss comes from. */
export interface Loss {
  /** The measure that tells it, where the baseline keeps no values of queries of the one that fell. */
  readonly of?: string
  /** Every query language, the one that lost most first. */
  readonly languages: readonly LanguageChange[]
  /** The pair that lost most; null in settings that have none. */
  readonly pair: PairChange | null
  /** The language on either side of the pairs, or of the queries, that make up at least half of the loss; null where it is spread. */
  readonly culprit: { readonly language: Language; readonly share: number } | null
  /** Those that fell furthest, at most three. */
  readonly queries: readonly FallenQuery[]
}

/** A case against the baseline. */
export interface Comparison {
  readonly verdict: Verdict
  /** Sentences: what differs, and what to do. Empty when nothing does. */
  readonly reasons: readonly string[]
  readonly measures: readonly MeasureComparison[]
  /** What could not be had and is not held against the run: sentences. */
  readonly notes?: readonly string[]
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
