import { describe, expect, test } from 'vitest'
import { crossLingualLaws, satisfiesSamplerContract } from '../../fixtures/contracts/sampler.ts'
import { draw } from '../../fixtures/contracts/sampler-draws.ts'
import { nestedPairs } from '../../fixtures/nested-pairs.ts'
import { crossLingual } from './cross-lingual.ts'

satisfiesSamplerContract(crossLingual(), crossLingualLaws())

describe('crossLingual', () => {
  test('has the name of the paper', () => {
    expect(crossLingual()).toMatchObject({
      name: 'cross-lingual',
      label: 'Cross-lingual (X-Y)',
      configuration: { sampler: 'cross-lingual' },
    })
  })

  test('uses all ordered language pairs equally often over a round of parallel pairs', () => {
    const pairs = nestedPairs({ en: 10, de: 10, ar: 10 })
    const round = draw(crossLingual(), { pairs, batchSize: 4, seed: 1 }, (10 * 6) / 4).flat()
    const counts = Map.groupBy(round, ({ anchor, positive }) => `${anchor}>${positive}`)
    expect([...counts.values()].map(({ length }) => length)).toEqual([10, 10, 10, 10, 10, 10])
  })

  test('leaves out concepts in one language', () => {
    const drawn = draw(crossLingual(), { pairs: nestedPairs({ en: 9, de: 3 }), batchSize: 3, seed: 1 }, 10).flat()
    expect(new Set(drawn.map(({ pair }) => pair))).toEqual(new Set([0, 1, 2]))
  })

  test('rejects, at once, fewer than two languages', () => {
    expect(() => crossLingual().batches(nestedPairs({ en: 4 }), { batchSize: 2, seed: 1 })).toThrow(
      new RangeError(
        'crossLingual: training pairs must be in two or more languages; got en. ' +
          'Add a language or sample with monolingual().',
      ),
    )
  })

  test('rejects, at once, fewer concepts in two languages than a batch holds', () => {
    expect(() => crossLingual().batches(nestedPairs({ en: 9, de: 3 }), { batchSize: 4, seed: 1 })).toThrow(
      new RangeError(
        'crossLingual: concepts in two or more languages must fill a batch of 4; got 3 of 9. Lower batchSize.',
      ),
    )
  })
})
