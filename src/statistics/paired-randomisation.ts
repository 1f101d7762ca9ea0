import { seeded } from '../random.ts'
import { type Clusters, clusterTotals } from './clusters.ts'
import { pairedDifferences } from './input.ts'

export interface PairedRandomisationOptions {
  /** Cluster of each pair. Pairs of one cluster are not independent (translations of one question) and flip together. */
  readonly clusters?: Clusters
  /** Random sign patterns drawn where there are too many to try all. @default 10_000 */
  readonly permutations?: number
  /** @default 1 */
  readonly seed?: number
}

export interface PairedRandomisation {
  /** Mean of first − second. */
  readonly difference: number
  /** Probability, if neither were better, of a difference at least as large either way. Never 0. */
  readonly p: number
  readonly pairs: number
  /** Equal to `pairs` without clusters. */
  readonly clusters: number
  /** Whether every sign pattern was tried, rather than a sample. */
  readonly exact: boolean
}

/** Up to 2^15 sign patterns are tried, each once; a cluster that sums to zero has no sign. */
const mostExact = 15

/**
 * Two-sided paired randomisation test of a mean difference: if neither were better, each pair's difference, or the sum of
 * each cluster's, might as well have the opposite sign. p is the share of sign patterns whose mean is at least as far
 * from zero as the observed. Of a sample, the observed pattern counts as one more: p = (1 + extreme) ÷ (1 + permutations).
 *
 * @param first  one value a pair, for example each query's AP with one encoder
 * @param second the same pairs in the same order, with another
 * @throws {RangeError} no pairs, unequal numbers of them, a value that is not finite, or permutations not a positive integer
 * @see Smucker, Allan and Carterette 2007, §2.1, doi:10.1145/1321440.1321528; +1: Phipson and Smyth 2010, arXiv:1603.05766
 */
export function pairedRandomisation(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { clusters, permutations = 10_000, seed = 1 }: PairedRandomisationOptions = {},
): PairedRandomisation {
  const { differences } = pairedDifferences('pairedRandomisation', first, second)
  if (!Number.isSafeInteger(permutations) || permutations < 1) {
    throw new RangeError(`pairedRandomisation: permutations must be a positive integer; got ${permutations}.`)
  }
  const { sums } = clusterTotals('pairedRandomisation', differences, clusters)
  const signed = sums.filter((sum) => sum !== 0)
  const exact = signed.length <= mostExact
  return {
    difference: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    p: exact ? exactShare(signed) : sampledShare(signed, permutations, seed),
    pairs: differences.length,
    clusters: sums.length,
    exact,
  }
}

/**
 * What a sum must reach to count as extreme. Sums that are equal on paper differ in their last bits when added in another
 * order; they must count, or p comes out too small.
 */
function extremeBound(sums: Float64Array): number {
  const total = Math.abs(sums.reduce((sum, value) => sum + value, 0))
  return total - 1e-9 * sums.reduce((sum, value) => sum + Math.abs(value), 0)
}

/** The share over all sign patterns. The first sign stays: flipping all signs gives a sum just as extreme. */
function exactShare(sums: Float64Array): number {
  const bound = extremeBound(sums)
  const patterns = 2 ** Math.max(0, sums.length - 1)
  let extreme = 0
  for (let pattern = 0; pattern < patterns; pattern++) {
    let sum = 0
    for (let i = 0; i < sums.length; i++) sum += ((pattern << 1) >>> i) & 1 ? -sums[i]! : sums[i]!
    if (Math.abs(sum) >= bound) extreme++
  }
  return extreme / patterns
}

function sampledShare(sums: Float64Array, permutations: number, seed: number): number {
  const bound = extremeBound(sums)
  const random = seeded(seed)
  let extreme = 1
  for (let drawn = 0; drawn < permutations; drawn++) {
    let sum = 0
    let signs = 0
    for (let i = 0; i < sums.length; i++) {
      // One draw has 32 bits: as many signs.
      if (i % 32 === 0) signs = random() * 2 ** 32
      // Times ±1 rather than a branch, which the processor would guess wrong every other time.
      sum += sums[i]! * (1 - 2 * ((signs >>> (i % 32)) & 1))
    }
    if (Math.abs(sum) >= bound) extreme++
  }
  return extreme / (1 + permutations)
}
