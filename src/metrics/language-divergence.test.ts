import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { languageDivergence } from './language-divergence.ts'

const poolLanguages = new Map([
  ['de', 30],
  ['en', 10],
])

describe('languageDivergence', () => {
  test('compares the languages of the first results with those of the pool', () => {
    // The pool is three quarters German. Of the first two results one is: ½ ln(½ ÷ ¾) + ½ ln(½ ÷ ¼) = ½ ln(4/3).
    const query = judgedAt({ top: ['en', 'de', 'en'], poolLanguages })
    expect(languageDivergence({ cutoff: 2 }).score(query)).toBeCloseTo(Math.log(4 / 3) / 2, 12)
    // The first alone is English: ln 4.
    expect(languageDivergence({ cutoff: 1 }).score(query)).toBeCloseTo(Math.log(4), 12)
  })

  test('is 0 where the results are made up as the pool is', () => {
    expect(languageDivergence({ cutoff: 4 }).score(judgedAt({ top: ['de', 'en', 'de', 'de'], poolLanguages }))).toBe(0)
  })

  test.prop([judged, fc.integer({ min: 1, max: 30 })])(
    'lies between 0 and ln(1 ÷ the least share)',
    (query, cutoff) => {
      const value = languageDivergence({ cutoff }).score(query)
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(Math.log(query.pool / Math.min(...query.poolLanguages.values())) + 1e-12)
    },
  )

  test.prop([judged, fc.integer({ min: 1, max: 30 })])('ignores the order within the cutoff', (query, cutoff) => {
    const top = [...query.top!.slice(0, cutoff).reverse(), ...query.top!.slice(cutoff)]
    const { score } = languageDivergence({ cutoff })
    expect(score({ ...query, top })).toBeCloseTo(score(query), 12)
  })

  test('asks for as many results as it looks at', () => {
    expect(languageDivergence({ cutoff: 7 })).toMatchObject({ name: 'LanguageKL@7', needs: { top: 7 } })
  })

  test.each([
    ['results of unknown languages', { poolLanguages }, 'got 2 and none'],
    ['no results', { poolLanguages, top: [] }, 'got 2 and 0'],
    ['a pool of unknown languages', { top: ['de'] }, 'got 0 and 1'],
  ])('refuses %s', (_, query, got) => {
    const { score } = languageDivergence({ cutoff: 2 })
    expect(() => score(judgedAt(query))).toThrow(
      `LanguageKL@2: the languages of the pool and of the first results must be known; ${got}.`,
    )
  })
})
