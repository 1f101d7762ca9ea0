import { describe, expect, test } from 'vitest'
import { nestedPairs } from '../../fixtures/nested-pairs.ts'
import { crossLingual } from './cross-lingual.ts'
import { hybrid } from './hybrid.ts'
import { mixed } from './mixed.ts'
import { monolingual } from './monolingual.ts'
import { checkProportion } from './preconditions.ts'
import { shuffled } from './shuffled.ts'

const pairs = nestedPairs({ en: 4, de: 4 })

describe.for([
  { function: 'monolingual', sampler: monolingual() },
  { function: 'crossLingual', sampler: crossLingual() },
  { function: 'hybrid', sampler: hybrid() },
  { function: 'mixed', sampler: mixed() },
  { function: 'shuffled', sampler: shuffled() },
])('$function, when asked for batches', ({ function: name, sampler }) => {
  test.for([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('rejects, at once, a batchSize of %s', (batchSize) => {
    expect(() => sampler.batches(pairs, { batchSize, seed: 1 })).toThrow(
      new RangeError(`${name}: batchSize must be a positive integer; got ${batchSize}.`),
    )
  })

  test.for([0.5, Number.NaN])('rejects, at once, a seed of %s', (seed) => {
    expect(() => sampler.batches(pairs, { batchSize: 1, seed })).toThrow(
      new RangeError(`${name}: seed must be an integer; got ${seed}.`),
    )
  })

  test('rejects, at once, empty training pairs', () => {
    expect(() => sampler.batches({ ...pairs, pairs: [] }, { batchSize: 1, seed: 1 })).toThrow(
      new RangeError(`${name}: training pairs must not be empty; got 0 pairs in "nested".`),
    )
  })
})

describe('checkProportion', () => {
  test('takes both ends', () => {
    expect(() => checkProportion('hybrid: alpha', 0)).not.toThrow()
    expect(() => checkProportion('hybrid: alpha', 1)).not.toThrow()
  })

  test('rejects what is no number', () => {
    expect(() => checkProportion('hybrid: alpha', '0.5' as unknown as number)).toThrow(
      new TypeError('hybrid: alpha must be a number from 0 to 1; got string.'),
    )
  })
})
