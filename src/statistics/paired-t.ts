import { type Clusters, clusteredMean, clusterTotals, requireTwoClusters } from './clusters.ts'
import { pairedDifferences, requireShare } from './input.ts'
import { type StudentTest, studentTest } from './student.ts'

export interface PairedTOptions {
  /** Cluster of each pair; pairs of one cluster are not independent (translations of one question). */
  readonly clusters?: Clusters
  /** Share of intervals that hold the true difference. @default 0.95 */
  readonly confidence?: number
}

export interface PairedT extends StudentTest {
  /** Mean of first − second. */
  readonly difference: number
  readonly standardError: number
  /** Clusters − 1. */
  readonly df: number
  readonly pairs: number
  /** Equal to `pairs` without clusters. */
  readonly clusters: number
}

/**
 * Two-sided paired t test of a mean difference, with its interval. With clusters it is the test of their totals: the mean
 * difference is the ratio of the totals to the sizes, its standard error is linearised, and clusters alone count as
 * independent. t and p are null where first and second are identical; t is infinite and p 0 where all differ by the same.
 *
 * The mean must be near normal, as it is with some 30 clusters of similar size; `pairedRandomisation` does not need it.
 *
 * @throws {RangeError} unequal numbers of pairs, fewer than 2 pairs or clusters, a value that is not finite, a confidence
 *   outside (0, 1)
 * @see Smucker, Allan and Carterette 2007, §2.5, doi:10.1145/1321440.1321528
 */
export function pairedT(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { clusters, confidence = 0.95 }: PairedTOptions = {},
): PairedT {
  requireShare('pairedT', { confidence })
  const { differences, rounding } = pairedDifferences('pairedT', first, second)
  const totals = clusterTotals('pairedT', differences, clusters)
  requireTwoClusters('pairedT', totals)
  const { mean: difference, standardError } = clusteredMean(totals)
  const df = totals.sums.length - 1
  const tested = studentTest({ estimate: difference, standardError, df, rounding }, confidence)
  return { difference, standardError, df, ...tested, pairs: differences.length, clusters: totals.sums.length }
}
