import { describe, expect, test } from 'vitest'
import { satisfiesSamplerContract, shuffledLaws } from '../../fixtures/contracts/sampler.ts'
import { allExamples, draw, shown } from '../../fixtures/contracts/sampler-draws.ts'
import { nestedPairs } from '../../fixtures/nested-pairs.ts'
import { shuffled } from './shuffled.ts'

satisfiesSamplerContract(shuffled(), shuffledLaws())

describe('shuffled', () => {
  test('has a name and a label', () => {
    expect(shuffled()).toMatchObject({ name: 'shuffled', label: 'Shuffled', configuration: { sampler: 'shuffled' } })
  })

  test('draws a concept in k languages k² times a pass', () => {
    const pairs = nestedPairs({ en: 3, de: 2, ar: 1 })
    const pass = draw(shuffled(), { pairs, batchSize: 14, seed: 1 }, 1).flat()
    expect([0, 1, 2].map((concept) => pass.filter(({ pair }) => pair === concept).length)).toEqual([9, 4, 1])
    expect(pass.map(shown).sort()).toEqual(allExamples(pairs).map(shown).sort())
  })

  test('rejects, at once, fewer combinations than a batch holds', () => {
    expect(() => shuffled().batches(nestedPairs({ en: 2, de: 1 }), { batchSize: 6, seed: 1 })).toThrow(
      new RangeError('shuffled: combinations of concept and languages must fill a batch of 6; got 5. Lower batchSize.'),
    )
  })
})
