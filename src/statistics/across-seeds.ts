import { mean } from '../mean.ts'
import { standardDeviation } from '../standard-deviation.ts'
import { requireFinite } from './input.ts'

export interface AcrossSeeds {
  readonly mean: number
  /** Of one run, not of the mean (n − 1 in the divisor). Null, not computable, for one seed. */
  readonly standardDeviation: number | null
  readonly min: number
  readonly max: number
  /** Seeds. */
  readonly n: number
}

/**
 * Sums up one value a seed: the mean, and how far a run with another seed may fall from it.
 *
 * @throws {RangeError} no values, or one that is not finite
 */
export function acrossSeeds(values: readonly number[]): AcrossSeeds {
  requireFinite('acrossSeeds', values)
  return {
    mean: mean(values),
    standardDeviation: values.length > 1 ? standardDeviation(values) : null,
    min: Math.min(...values),
    max: Math.max(...values),
    n: values.length,
  }
}
