import { studentBeyond, studentQuantile } from './distributions.ts'

/** An estimate of a mean and what is known of its error. */
export interface Estimate {
  readonly estimate: number
  readonly standardError: number
  /** Degrees of freedom of the standard error. */
  readonly df: number
  /** Sizes up to this are taken as 0: what rounding alone can make of a 0. */
  readonly rounding: number
}

/** Student's two-sided test of an estimate against 0, and the interval around it. */
export interface StudentTest {
  /** Estimate ÷ standard error. ±Infinity where all agree on a difference; null, not computable, where there is none at all. */
  readonly t: number | null
  /** Two-sided. Null where t is. */
  readonly p: number | null
  readonly interval: readonly [low: number, high: number]
}

export function studentTest({ estimate, standardError, df, rounding }: Estimate, confidence: number): StudentTest {
  if (standardError <= rounding) {
    const interval = [estimate, estimate] as const
    if (Math.abs(estimate) <= rounding) return { t: null, p: null, interval }
    return { t: estimate > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY, p: 0, interval }
  }
  const t = estimate / standardError
  const half = studentQuantile((1 + confidence) / 2, df) * standardError
  return { t, p: studentBeyond(t, df), interval: [estimate - half, estimate + half] }
}
