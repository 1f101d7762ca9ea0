import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { languageExposure } from './language-exposure.ts'

const poolLanguages = new Map([
  ['de', 25],
  ['en', 25],
])

describe('languageExposure', () => {
  test('is one minus half the distance between attention and pool', () => {
    // Ranks 1 and 3 draw 1 and ½, together 3/2 for German; rank 2 draws 1 ÷ log₂ 3 = 0.63093 for English.
    // German has 1.5 ÷ 2.13093 = 0.703918 of the attention, 0.203918 above its half; English as much below.
    const query = judgedAt({ top: ['de', 'en', 'de', 'en'], poolLanguages })
    expect(languageExposure({ cutoff: 3 }).score(query)).toBeCloseTo(1 - 0.203918, 6)
    expect(languageExposure({ cutoff: 1 }).score(query)).toBe(0.5)
  })

  test.prop([judged, fc.integer({ min: 1, max: 30 })])(
    'lies in [the least share of a language, 1]',
    (query, cutoff) => {
      const value = languageExposure({ cutoff }).score(query)
      const least = Math.min(...query.poolLanguages.values()) / query.pool
      expect(value).toBeGreaterThanOrEqual(least - 1e-12)
      expect(value).toBeLessThanOrEqual(1 + 1e-12)
    },
  )

  test.prop([judged])('is 1 for a pool of one language', (query) => {
    const alone = { ...query, top: query.top!.map(() => 'de'), poolLanguages: new Map([['de', query.pool]]) }
    expect(languageExposure({ cutoff: 5 }).score(alone)).toBe(1)
  })

  test('asks for as many results as it looks at', () => {
    expect(languageExposure({ cutoff: 7 })).toMatchObject({ name: 'LanguageAWRF@7', needs: { top: 7 } })
  })
})
