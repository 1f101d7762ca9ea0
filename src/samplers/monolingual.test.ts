import { describe, expect, test } from 'vitest'
import { monolingualLaws, satisfiesSamplerContract } from '../../fixtures/contracts/sampler.ts'
import { drawsLanguagesBySize } from '../../fixtures/contracts/sampler-frequencies.ts'
import { nestedPairs } from '../../fixtures/nested-pairs.ts'
import { monolingual } from './monolingual.ts'

satisfiesSamplerContract(monolingual(), monolingualLaws())
satisfiesSamplerContract(monolingual({ sizeExponent: 0.3 }), [drawsLanguagesBySize(0.3)])
satisfiesSamplerContract(monolingual({ sizeExponent: 1 }), [drawsLanguagesBySize(1)])

describe('monolingual', () => {
  test('is named for the paper, and for the exponent where that differs', () => {
    expect(monolingual()).toMatchObject({
      name: 'monolingual',
      label: 'Monolingual (X-X-mono)',
      configuration: { sampler: 'monolingual', sizeExponent: 0 },
    })
    expect(monolingual({ sizeExponent: 0.3 })).toMatchObject({
      name: 'monolingual-size-0.3',
      label: 'Monolingual (X-X-mono, language ∝ size^0.3)',
      configuration: { sampler: 'monolingual', sizeExponent: 0.3 },
    })
  })

  test('rejects, at once, a language that cannot fill a batch', () => {
    expect(() => monolingual().batches(nestedPairs({ en: 32, sw: 3 }), { batchSize: 32, seed: 1 })).toThrow(
      new RangeError(
        'monolingual: language "sw" must fill a batch of 32; got 3 pairs. Lower batchSize or leave the language out.',
      ),
    )
  })

  test('rejects a language that is named and has no pair', () => {
    expect(() => monolingual().batches(nestedPairs({ en: 2, sw: 0 }), { batchSize: 1, seed: 1 })).toThrow(
      'language "sw" must fill a batch of 1; got 0 pairs',
    )
  })

  test.for([-0.1, 1.1, Number.NaN])('rejects a sizeExponent of %s', (sizeExponent) => {
    expect(() => monolingual({ sizeExponent })).toThrow(
      new RangeError(`monolingual: sizeExponent must be from 0 to 1; got ${sizeExponent}.`),
    )
  })
})
