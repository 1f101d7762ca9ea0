import { mean } from '../mean.ts'
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
  const centre = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return {
    mean: centre,
    standardDeviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null,
    min: Math.min(...values),
    max: Math.max(...values),
    n: values.length,
  }
}
