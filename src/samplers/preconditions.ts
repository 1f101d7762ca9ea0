import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { BatchOptions } from './sampler.ts'

/**
 * What every sampler needs before its first batch.
 *
 * @param sampler names the sampler in the error
 * @throws {RangeError} the batch size is not a positive integer, the seed is not an integer, or there are no pairs
 */
export function checkBatches(sampler: string, pairs: TrainingPairs, { batchSize, seed }: BatchOptions): void {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`${sampler}: batchSize must be a positive integer; got ${batchSize}.`)
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`${sampler}: seed must be an integer; got ${seed}.`)
  if (pairs.pairs.length === 0) {
    throw new RangeError(`${sampler}: training pairs must not be empty; got 0 pairs in "${pairs.name}".`)
  }
}

/**
 * @param place names sampler and option in the error: `hybrid: alpha`
 * @throws {TypeError} not a number
 * @throws {RangeError} outside [0, 1], or NaN
 */
export function checkProportion(place: string, value: number): void {
  if (typeof value !== 'number') throw new TypeError(`${place} must be a number from 0 to 1; got ${typeof value}.`)
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${place} must be from 0 to 1; got ${value}.`)
}
