import { describe, expect, test } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { drawInteger, seeded } from '../random.ts'
import { sameLanguageFirst } from './same-language-first.ts'

const { score } = sameLanguageFirst()
const query = judgedAt({ ranks: [2, 5, 40], languages: ['de', 'en', 'sw'] })

describe('sameLanguageFirst', () => {
  test('asks whether the first relevant document is in the query’s language', () => {
    expect(['de', 'en', 'fr'].map((queryLanguage) => score({ ...query, queryLanguage }))).toEqual([1, 0, 0])
  })

  test('is 0 at least where a run found no relevant document', () => {
    const lost = Number.POSITIVE_INFINITY
    const none = { ...query, ranks: [lost, lost, lost], queryLanguage: 'de' }
    expect(score(none)).toBe(0)
    const { side, where } = sameLanguageFirst().bound!
    expect([side, where(none), where({ ...none, ranks: [2, lost, lost] })]).toEqual(['at least', true, false])
  })

  test('is one in the number of languages by chance', () => {
    const random = seeded(3)
    const languages = ['de', 'en', 'sw']
    const values = Array.from({ length: 9_000 }, () =>
      score({ ...query, queryLanguage: 'en', languages: [languages[drawInteger(random, 3)]!, 'en', 'sw'] }),
    )
    // Standard deviation of the mean: 0.005; four of those.
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / 9_000 - 1 / 3)).toBeLessThan(0.02)
  })

  test('refuses a query of unknown language', () => {
    expect(() => score(query)).toThrow('SameLanguageFirst: the query’s language must be known; got null.')
  })
})
