import { normalBelow } from './distributions.ts'
import { requireFinite } from './input.ts'

export interface KendallTau {
  /** −1 for opposite orders, 1 for the same. */
  readonly tau: number
  /** Two-sided, against orders that have nothing to do with each other. */
  readonly p: number
}

/** Values up to which p is exact where none tie. */
const mostExact = 50

/**
 * Kendall's τ-b: how far two lists of scores put the same things, for example encoders, in the same order; ties lower the
 * attainable number of ordered pairs rather than count. p is exact up to 50 values without ties, else of the normal
 * distribution with the variance corrected for ties. Null, not computable, where x or y is constant. Quadratic time.
 *
 * @throws {RangeError} unequal numbers of values, fewer than 2, or one that is not finite
 * @see Kendall 1945, doi:10.1093/biomet/33.3.239; variance: Kendall 1970, Rank Correlation Methods, 4th edition
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): KendallTau | null {
  if (x.length !== y.length || x.length < 2) {
    throw new RangeError(`kendallTau: x and y must hold the same things, at least 2; got ${x.length} and ${y.length}.`)
  }
  requireFinite('kendallTau', x)
  requireFinite('kendallTau', y)
  const [ties, otherTies] = [tieSizes(x), tieSizes(y)]
  const pairs = pairsIn(x.length)
  const [ordered, otherOrdered] = [pairs - sumOver(ties, pairsIn), pairs - sumOver(otherTies, pairsIn)]
  if (ordered === 0 || otherOrdered === 0) return null
  const excess = concordanceExcess(x, y)
  const untied = ordered === pairs && otherOrdered === pairs
  const p =
    untied && x.length <= mostExact ? exactP(x.length, excess) : normalP(excess, variance(x.length, ties, otherTies))
  // One root of the product: it is never below the smaller factor, and so |τ| never above 1. Two roots multiplied can be.
  return { tau: excess / Math.sqrt(ordered * otherOrdered), p }
}

/** Pairs in the same order less pairs in the opposite. */
function concordanceExcess(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let excess = 0
  for (let i = 1; i < x.length; i++) {
    for (let j = 0; j < i; j++) excess += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!)
  }
  return excess
}

function tieSizes(values: ArrayLike<number>): number[] {
  const sizes = new Map<number, number>()
  for (let i = 0; i < values.length; i++) sizes.set(values[i]!, (sizes.get(values[i]!) ?? 0) + 1)
  return [...sizes.values()]
}

/** Of all orders of n, each as probable: twice the share with at most as many pairs out of order, or in order. */
function exactP(n: number, excess: number): number {
  const fewest = (pairsIn(n) - Math.abs(excess)) / 2
  // shares[k]: orders of `length` things with k pairs out of order. The last thing, put anywhere, adds 0 to length − 1.
  let shares = new Float64Array(fewest + 1)
  shares[0] = 1
  for (let length = 2; length <= n; length++) {
    const longer = new Float64Array(fewest + 1)
    for (let k = 0; k <= fewest; k++) {
      for (let added = 0; added < length && added <= k; added++) longer[k] = longer[k]! + shares[k - added]! / length
    }
    shares = longer
  }
  return Math.min(1, 2 * shares.reduce((sum, share) => sum + share, 0))
}

function normalP(excess: number, variance: number): number {
  return 2 * normalBelow(-Math.abs(excess) / Math.sqrt(variance))
}

function variance(n: number, ties: readonly number[], otherTies: readonly number[]): number {
  const spread = (t: number): number => t * (t - 1) * (2 * t + 5)
  const triples = (t: number): number => t * (t - 1) * (t - 2)
  const lone = (spread(n) - sumOver(ties, spread) - sumOver(otherTies, spread)) / 18
  const paired = (2 * sumOver(ties, pairsIn) * sumOver(otherTies, pairsIn)) / (n * (n - 1))
  return lone + paired + (sumOver(ties, triples) * sumOver(otherTies, triples)) / (9 * triples(n))
}

function pairsIn(n: number): number {
  return (n * (n - 1)) / 2
}

function sumOver(sizes: readonly number[], of: (size: number) => number): number {
  return sizes.reduce((sum, size) => sum + of(size), 0)
}
