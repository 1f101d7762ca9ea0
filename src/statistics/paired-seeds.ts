import { mean, meanOfRows } from '../mean.ts'
import { type Clusters, clusteredMean, clusterPlaces, clusterTotals, requireTwoClusters } from './clusters.ts'
import { requireFinite, requireShare } from './input.ts'
import { type StudentTest, studentTest } from './student.ts'

export interface PairedSeedsOptions {
  /** Cluster of each query. */
  readonly clusters?: Clusters
  /** Share of intervals that hold the true difference. @default 0.95 */
  readonly confidence?: number
}

export interface PairedSeeds extends StudentTest {
  /** Mean over queries and seeds of first − second. */
  readonly difference: number
  readonly standardError: number
  /** Satterthwaite's, not whole. */
  readonly df: number
  /** Of first and of second. */
  readonly seeds: readonly [first: number, second: number]
  readonly queries: number
  /** Equal to `queries` without clusters. */
  readonly clusters: number
}

/** A part of a variance, estimated with so many degrees of freedom. */
interface Part {
  readonly variance: number
  readonly df: number
}

/**
 * Two-sided test of two systems, each trained with several seeds and measured on the same queries: would other seeds *and*
 * other queries show the difference again? A test over queries alone answers for the very models at hand, and calls the luck
 * of a seed significant.
 *
 * Model: value = system + query + seed of the system + seed × query. The variance of the mean difference has two
 * estimates that each hold the seed × query part: that between clusters of queries, of the differences averaged over
 * seeds, and that between the seeds of each system, of their means over queries. Their sum less that part, once, is the
 * squared standard error; it is never taken below any of the three. Degrees of freedom are Satterthwaite's. Seeds of the two
 * systems are not paired. A system without randomness is its one row given twice.
 *
 * @param first  seeds × queries: one array a seed, queries in the same order
 * @param second likewise, not necessarily as many seeds
 * @throws {RangeError} fewer than 2 seeds of a system, or 2 queries or clusters; arrays of unequal length; a value that is
 *   not finite; a confidence outside (0, 1)
 * @see two-way clustering: Cameron, Gelbach and Miller 2011, §2, doi:10.1198/jbes.2010.07136; degrees of freedom:
 *   Satterthwaite 1946, doi:10.2307/3002019
 */
export function pairedSeeds(
  first: readonly ArrayLike<number>[],
  second: readonly ArrayLike<number>[],
  { clusters, confidence = 0.95 }: PairedSeedsOptions = {},
): PairedSeeds {
  requireShare('pairedSeeds', { confidence })
  requireSeeds(first, second)
  const queries = first[0]!.length
  const [firstMeans, secondMeans] = [meanOfRows(first), meanOfRows(second)]
  const differences = firstMeans.map((value, i) => value - secondMeans[i]!)
  const totals = clusterTotals('pairedSeeds', differences, clusters)
  requireTwoClusters('pairedSeeds', totals)
  const { mean: difference, standardError } = clusteredMean(totals)
  const places = clusterPlaces('pairedSeeds', queries, clusters)
  const between = [first, second].map(betweenSeeds)
  const interactions = [first, second].map((rows) => seedsTimesClusters(rows, places, totals.sums.length))
  const ofQueries = { variance: standardError ** 2, df: totals.sums.length - 1 }
  const combined = combine(ofQueries, between, interactions)
  const rounding = 1e-12 * largestOf([...first, ...second])
  const estimate = { estimate: difference, standardError: Math.sqrt(combined.variance), df: combined.df, rounding }
  return {
    difference,
    standardError: estimate.standardError,
    df: combined.df,
    ...studentTest(estimate, confidence),
    seeds: [first.length, second.length],
    queries,
    clusters: totals.sums.length,
  }
}

/** Queries + seeds − what both hold, and the degrees of freedom of the sum. */
function combine(queries: Part, between: readonly Part[], interactions: readonly Part[]): Part {
  const seeds = between.reduce((sum, part) => sum + part.variance, 0)
  const both = interactions.reduce((sum, part) => sum + part.variance, 0)
  const variance = Math.max(queries.variance + seeds - both, queries.variance, seeds, both)
  const spread = [queries, ...between, ...interactions].reduce((sum, part) => sum + part.variance ** 2 / part.df, 0)
  return { variance, df: spread > 0 ? variance ** 2 / spread : queries.df }
}

/** Variance of a system's mean by its seeds' means. */
function betweenSeeds(rows: readonly ArrayLike<number>[]): Part {
  const means = rows.map((row) => mean(row))
  const centre = mean(means)
  const squares = means.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  const df = rows.length - 1
  return { variance: squares / df / rows.length, df }
}

/** Variance of a system's mean by what is neither the seed's nor the query's, summed a cluster. */
function seedsTimesClusters(rows: readonly ArrayLike<number>[], places: readonly number[], clusters: number): Part {
  const ofQueries = meanOfRows(rows)
  const centre = mean(ofQueries)
  const squares = rows.reduce((sum, row) => {
    const ofSeed = mean(row)
    const residuals = new Float64Array(clusters)
    places.forEach((place, i) => {
      residuals[place] = residuals[place]! + row[i]! - ofQueries[i]! - ofSeed + centre
    })
    return sum + residuals.reduce((all, residual) => all + residual ** 2, 0)
  }, 0)
  const seeds = rows.length
  const df = (seeds - 1) * (clusters - 1)
  return { variance: ((squares / df) * clusters) / (seeds * places.length ** 2), df }
}

function requireSeeds(first: readonly ArrayLike<number>[], second: readonly ArrayLike<number>[]): void {
  if (first.length < 2 || second.length < 2) {
    throw new RangeError(
      `pairedSeeds: each system needs at least 2 seeds; got ${first.length} and ${second.length}. ` +
        'Train with more, or test these very models with pairedT.',
    )
  }
  const queries = first[0]!.length
  for (const row of [...first, ...second]) {
    if (row.length !== queries) {
      throw new RangeError(`pairedSeeds: every seed must hold the same queries; got ${queries} and ${row.length}.`)
    }
    requireFinite('pairedSeeds', row)
  }
}

function largestOf(rows: readonly ArrayLike<number>[]): number {
  return rows.reduce(
    (most, row) => Array.from(row).reduce((largest, value) => Math.max(largest, Math.abs(value)), most),
    0,
  )
}
