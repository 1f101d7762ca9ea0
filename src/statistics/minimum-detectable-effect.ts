import { type Clusters, clusteredMean, clusterTotals, requireTwoClusters } from './clusters.ts'
import { studentQuantile } from './distributions.ts'
import { requireFinite, requireShare } from './input.ts'

interface Test {
  /** Level of the two-sided test. @default 0.05 */
  readonly alpha?: number
  /** How probably the test finds the effect. @default 0.8 */
  readonly power?: number
}

export interface MinimumDetectableEffectOptions extends Test {
  /** Paired differences, as observed: their spread matters, their mean does not. */
  readonly values: ArrayLike<number>
  /** Cluster of each value. */
  readonly clusters?: Clusters
}

export interface DetectableEffectOptions extends Test {
  readonly standardError: number
  /** Degrees of freedom of the standard error. */
  readonly df: number
}

/**
 * The smallest true mean difference that a two-sided t test of so many clusters, as spread as these, finds with the given
 * power: (t of 1 − α/2 + t of the power) × standard error, with clusters − 1 degrees of freedom. In the unit of the values.
 * Null where all values are the same: there is no spread to judge by.
 *
 * @throws {RangeError} fewer than 2 values or clusters, a value that is not finite, alpha or power outside (0, 1)
 * @see Bloom 1995, doi:10.1177/0193841X9501900504
 */
export function minimumDetectableEffect({
  values,
  clusters,
  alpha = 0.05,
  power = 0.8,
}: MinimumDetectableEffectOptions): number | null {
  requireFinite('minimumDetectableEffect', values)
  requireShare('minimumDetectableEffect', { alpha, power })
  const totals = clusterTotals('minimumDetectableEffect', values, clusters)
  requireTwoClusters('minimumDetectableEffect', totals)
  const { mean, standardError } = clusteredMean(totals)
  if (standardError <= 1e-12 * Math.abs(mean)) return null
  return detectableEffect({ standardError, df: totals.sums.length - 1, alpha, power })
}

/** What a two-sided t test whose estimate has this standard error finds with this power. */
export function detectableEffect({ standardError, df, alpha = 0.05, power = 0.8 }: DetectableEffectOptions): number {
  return (studentQuantile(1 - alpha / 2, df) + studentQuantile(power, df)) * standardError
}
