import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { samplingCase } from '../../fixtures/arbitraries.ts'
import { hybridLaws, satisfiesSamplerContract } from '../../fixtures/contracts/sampler.ts'
import { draw, inOneLanguage } from '../../fixtures/contracts/sampler-draws.ts'
import { drawsAs } from '../../fixtures/contracts/sampler-laws.ts'
import { nestedPairs } from '../../fixtures/nested-pairs.ts'
import { crossLingual } from './cross-lingual.ts'
import { hybrid } from './hybrid.ts'
import { monolingual } from './monolingual.ts'

satisfiesSamplerContract(hybrid(), hybridLaws())
satisfiesSamplerContract(hybrid({ alpha: 0.25, sizeExponent: 1 }), hybridLaws({ alpha: 0.25, sizeExponent: 1 }))
satisfiesSamplerContract(hybrid({ alpha: 1 }), [drawsAs(monolingual())])
satisfiesSamplerContract(hybrid({ alpha: 0 }), [drawsAs(crossLingual())])

describe('hybrid', () => {
  test('is named for its alpha unless that is the published 0.5', () => {
    expect(hybrid()).toMatchObject({ name: 'hybrid', label: 'Hybrid (α = 0.5)' })
    expect(hybrid({ alpha: 0.25 })).toMatchObject({
      name: 'hybrid-0.25',
      label: 'Hybrid (α = 0.25)',
      configuration: { sampler: 'hybrid', alpha: 0.25, sizeExponent: 0 },
    })
    expect(hybrid({ sizeExponent: 1 })).toMatchObject({
      name: 'hybrid-size-1',
      label: 'Hybrid (α = 0.5, language ∝ size^1)',
    })
  })

  test.prop([samplingCase])('interleaves the streams of monolingual and crossLingual', (given) => {
    const batches = draw(hybrid(), given, 40)
    const mono = batches.filter(inOneLanguage)
    const cross = batches.filter((batch) => !inOneLanguage(batch))
    expect(mono).toEqual(draw(monolingual(), given, 40).slice(0, mono.length))
    expect(cross).toEqual(draw(crossLingual(), given, 40).slice(0, cross.length))
  })

  test('does not ask the pairs for what alpha rules out', () => {
    const options = { batchSize: 3, seed: 1 }
    expect(() => hybrid({ alpha: 0 }).batches(nestedPairs({ en: 3, de: 3, sw: 1 }), options)).not.toThrow()
    expect(() => hybrid({ alpha: 1 }).batches(nestedPairs({ en: 3 }), options)).not.toThrow()
    expect(() => hybrid().batches(nestedPairs({ en: 3, de: 3, sw: 1 }), options)).toThrow('language "sw"')
    expect(() => hybrid().batches(nestedPairs({ en: 3 }), options)).toThrow('two or more languages')
  })

  test.each([-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY])('rejects an alpha of %s', (alpha) => {
    expect(() => hybrid({ alpha })).toThrow(new RangeError(`hybrid: alpha must be from 0 to 1; got ${alpha}.`))
  })

  test('rejects a sizeExponent outside [0, 1]', () => {
    expect(() => hybrid({ sizeExponent: 2 })).toThrow('hybrid: sizeExponent must be from 0 to 1; got 2.')
  })
})
