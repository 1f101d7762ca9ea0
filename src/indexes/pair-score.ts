/**
 * The cosine of two unit vectors bit for bit as the kernel of the exact search computes it: products added in ascending
 * order, rounded to 32 bits each time. Whoever scores with it ranks like the exact search.
 */
export function pairScore(a: Float32Array, b: Float32Array): number {
  const f = Math.fround
  let sum = 0
  for (let i = 0; i < a.length; i++) sum = f(sum + f(a[i]! * b[i]!))
  return sum
}

/**
 * How far two sums of the same products in 32 bits may lie apart, in whatever order each was added: n roundings of at most
 * 2⁻²⁴ each, of terms whose sizes sum to at most 1, twice. A thousandth is for lengths that are not quite 1.
 *
 * @see Higham 2002, Accuracy and Stability of Numerical Algorithms, §3.1
 */
export function scoreTolerance(dimensions: number): number {
  return 2 * (dimensions + 1) * 2 ** -24 * 1.003
}
