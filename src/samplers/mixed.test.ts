import { describe, expect, test } from 'vitest'
import { mixedLaws, satisfiesSamplerContract } from '../../fixtures/contracts/sampler.ts'
import { nestedPairs } from '../../fixtures/nested-pairs.ts'
import { mixed } from './mixed.ts'

satisfiesSamplerContract(mixed(), mixedLaws())

describe('mixed', () => {
  test('has the name of the paper', () => {
    expect(mixed()).toMatchObject({ name: 'mixed', label: 'Mixed (X-X)', configuration: { sampler: 'mixed' } })
  })

  test('rejects, at once, fewer than two languages', () => {
    expect(() => mixed().batches(nestedPairs({ en: 4 }), { batchSize: 2, seed: 1 })).toThrow(
      new RangeError('mixed: training pairs must be in two or more languages; got 1. Add a language.'),
    )
  })

  test('rejects, at once, fewer pairs than a batch holds', () => {
    expect(() => mixed().batches(nestedPairs({ en: 4, de: 4 }), { batchSize: 5, seed: 1 })).toThrow(
      new RangeError('mixed: pairs must fill a batch of 5; got 4 pairs. Lower batchSize.'),
    )
  })
})
