import { describe, expect, test } from 'vitest'
import { anySamplerLaws, satisfiesSamplerContract } from '../../fixtures/contracts/sampler.ts'
import { seeded, shuffled } from '../random.ts'
import { asSampler } from './as-sampler.ts'
import type { DrawBatches } from './sampler.ts'

/** What a user might write: shuffles concepts for each batch, all in the first language that each has. */
const firstLanguage: DrawBatches = function* firstLanguage({ pairs }, { batchSize, seed }) {
  const random = seeded(seed)
  while (true) {
    yield shuffled([...pairs.keys()], random)
      .slice(0, batchSize)
      .map((pair) => {
        const [language] = Object.keys(pairs[pair]!.translations)
        return { pair, anchor: language!, positive: language! }
      })
  }
}

satisfiesSamplerContract(asSampler(firstLanguage), anySamplerLaws)

describe('asSampler', () => {
  test("takes the function's name", () => {
    expect(asSampler(firstLanguage)).toEqual({
      name: 'firstLanguage',
      label: 'firstLanguage',
      configuration: { sampler: 'firstLanguage', custom: {} },
      batches: firstLanguage,
    })
  })

  test('takes name, label and configuration from its options', () => {
    const options = { name: 'first', label: 'First language', configuration: { languages: 1 } }
    expect(asSampler(firstLanguage, options)).toMatchObject({
      name: 'first',
      label: 'First language',
      configuration: { sampler: 'first', custom: { languages: 1 } },
    })
  })

  test('refuses an anonymous function, unless it is given a name', () => {
    expect(() => asSampler(() => [])).toThrow(
      new RangeError('asSampler: the function must have a name; got an anonymous one. Name it or pass { name }.'),
    )
    expect(asSampler(() => [], { name: 'none' }).name).toBe('none')
  })

  test('refuses what is no function', () => {
    expect(() => asSampler({} as unknown as DrawBatches)).toThrow(
      new TypeError('asSampler: a sampler must be a function of pairs and options; got object.'),
    )
  })
})
