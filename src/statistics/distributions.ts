import { compiled, incbet, incbi, ndtr, ndtri } from 'cephes'

// Cephes is WebAssembly and compiles before its first call: awaited here once, so that all that build on it stay synchronous.
await compiled

/** Share of the standard normal distribution below z. */
export function normalBelow(z: number): number {
  return ndtr(z)
}

/** The z below which a share of the standard normal distribution lies; ±Infinity for 1 and 0. */
export function normalQuantile(share: number): number {
  if (share === 0) return Number.NEGATIVE_INFINITY
  return share === 1 ? Number.POSITIVE_INFINITY : ndtri(share)
}

/**
 * Share of Student's distribution farther from 0 than t, both ways. df > 0, not necessarily whole: the reason for taking
 * the incomplete beta function, for Cephes' own stdtr takes integers.
 *
 * @see Abramowitz and Stegun 1964, 26.5.27
 */
export function studentBeyond(t: number, df: number): number {
  return Number.isFinite(t) ? incbet(df / 2, 0.5, df / (df + t * t)) : 0
}

/** The t below which a share of Student's distribution lies, 0 < share < 1. */
export function studentQuantile(share: number, df: number): number {
  if (share < 0.5) return -studentQuantile(1 - share, df)
  const x = incbi(df / 2, 0.5, 2 * (1 - share))
  return Math.sqrt((df * (1 - x)) / x)
}
