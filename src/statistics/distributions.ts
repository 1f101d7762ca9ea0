import { compiled, incbet, ndtr, ndtri } from 'cephes'

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
  const square = t * t
  // Of a small t, df ÷ (df + t²) keeps few digits: take the share nearer to 0 from 1, which in turn would leave few of a small p.
  if (square < 1) return 1 - incbet(0.5, df / 2, square / (df + square))
  return incbet(df / 2, 0.5, df / (df + square))
}

/**
 * The t below which a share of Student's distribution lies, 0 < share < 1. Found by halving, for Cephes' own inverse of the
 * incomplete beta function is far out in some tails: with 33,480 degrees of freedom t would be 47 rather than 5.4 for a
 * share of 3 · 10⁻⁸.
 */
export function studentQuantile(share: number, df: number): number {
  const beyond = 2 * Math.min(share, 1 - share)
  if (beyond === 1) return 0
  let low = 0
  let high = 1
  while (studentBeyond(high, df) > beyond) high *= 2
  while (high - low > 1e-15 * high) {
    const middle = (low + high) / 2
    if (studentBeyond(middle, df) > beyond) low = middle
    else high = middle
  }
  return share < 0.5 ? -high : high
}
