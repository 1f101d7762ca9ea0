import { type ClusterTotals, total } from './clusters.ts'
import { normalBelow, normalQuantile } from './distributions.ts'

/**
 * How far the resampled means lie to one side of the estimate, in standard normal units: the probit of their share below
 * it, where those equal to it count half. Equal means on paper differ in their last bits; within `rounding` they are equal.
 */
export function bias(means: Float64Array, estimate: number, rounding: number): number {
  let below = 0
  for (const mean of means) {
    if (mean < estimate - rounding) below += 1
    else if (mean <= estimate + rounding) below += 0.5
  }
  return normalQuantile(below / means.length)
}

/** How fast the standard error of the mean changes with it: a sixth of the skewness of its jackknife over clusters. */
export function acceleration({ sums, sizes }: ClusterTotals): number {
  const sum = total(sums)
  const values = total(sizes)
  const without = sums.map((each, i) => (sum - each) / (values - sizes[i]!))
  const centre = total(without) / without.length
  const squares = without.reduce((all, each) => all + (centre - each) ** 2, 0)
  const cubes = without.reduce((all, each) => all + (centre - each) ** 3, 0)
  return cubes / (6 * squares ** 1.5)
}

/**
 * Which quantile of the resampled means BCa takes where the percentile interval takes `share`.
 *
 * @see Efron 1987, doi:10.1080/01621459.1987.10478410; Efron and Tibshirani 1993, An Introduction to the Bootstrap, §14.3
 */
export function correctedShare(share: number, z0: number, a: number): number {
  const shifted = z0 + normalQuantile(share)
  return normalBelow(z0 + shifted / (1 - a * shifted))
}
