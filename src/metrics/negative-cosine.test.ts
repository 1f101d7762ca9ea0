import { describe, expect, test } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { negativeCosine } from './negative-cosine.ts'
import { sameLanguageMargin } from './same-language-margin.ts'

const query = judgedAt({
  ranks: [1],
  cosines: {
    sameLanguage: { count: 3, mean: 0.5, variance: 0.04 },
    otherLanguages: { count: 9, mean: 0.2, variance: 0.01 },
  },
})

describe('negativeCosine', () => {
  test.each([
    ['SameNegativeMean', { of: 'mean', language: 'same' }, 0.5],
    ['OtherNegativeMean', { of: 'mean', language: 'other' }, 0.2],
    ['SameNegativeVariance', { of: 'variance', language: 'same' }, 0.04],
    ['OtherNegativeVariance', { of: 'variance', language: 'other' }, 0.01],
  ] as const)('%s', (name, options, value) => {
    expect(negativeCosine(options)).toMatchObject({ name, needs: { cosines: true } })
    expect(negativeCosine(options).score(query)).toBe(value)
  })

  test('refuses what has no cosines', () => {
    const { score } = negativeCosine({ of: 'mean', language: 'same' })
    expect(() => score(judgedAt({ ranks: [1] }))).toThrow('SameNegativeMean: cosines with irrelevant documents')
  })
})

describe('sameLanguageMargin', () => {
  test('is the mean in the query’s language minus that in the others', () => {
    expect(sameLanguageMargin().score(query)).toBeCloseTo(0.3, 12)
  })

  test.each(['sameLanguage', 'otherLanguages'] as const)('refuses what has no cosines in %s', (side) => {
    const cosines = { ...query.cosines!, [side]: null }
    expect(() => sameLanguageMargin().score({ ...query, cosines })).toThrow('SameLanguageMargin: cosines')
  })
})
