import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { seeded, shuffled } from '../random.ts'
import { chiSquaredSurvival } from './chi-squared.ts'
import type { Judged } from './measure.ts'
import { peer } from './peer.ts'

const apart = judgedAt({ ranks: [1, 2, 3, 4], languages: ['de', 'de', 'en', 'en'] })

/** Whether the test says anything of such a query. */
const tells = ({ languages }: Judged): boolean => new Set(languages).size < languages.length

describe('peer', () => {
  test('is small where one language’s documents are all first', () => {
    // Means 1.5 and 3.5 around 2.5: H = 3 · (2 · 1 + 2 · 1) ÷ (2.25 + 0.25 + 0.25 + 2.25) = 2.4; P(χ²₁ ≥ 2.4) = 0.121335.
    expect(peer().score(apart)).toBeCloseTo(0.121335, 6)
  })

  test('is 1 where the languages have the same mean rank', () => {
    expect(peer().score({ ...apart, languages: ['de', 'en', 'en', 'de'] })).toBe(1)
  })

  test('ties what is below the cutoff at the mean of the ranks after the results', () => {
    // Within 2: 1, 2 and two missed at (2 · 2 + 2 + 1) ÷ 2 = 3.5. Means 1.5 and 3.5 around 2.5,
    // H = 3 · 4 ÷ (2.25 + 0.25 + 1 + 1) = 8/3; P(χ²₁ ≥ 8/3) = 0.102470.
    expect(peer({ cutoff: 2 }).score(apart)).toBeCloseTo(0.10247, 6)
    expect(peer({ cutoff: 2 }).score({ ...apart, ranks: [1, 2, 30, 40] })).toBe(peer({ cutoff: 2 }).score(apart))
  })

  test('takes one document missed for the next behind the results', () => {
    // Within 3: 1, 2, 3 and one missed at (2 · 3 + 1 + 1) ÷ 2 = 4.
    expect(peer({ cutoff: 3 }).score({ ...apart, ranks: [1, 2, 3, 40] })).toBe(peer().score(apart))
  })

  test('is at most its value where a run is shorter than the cutoff and holds nothing relevant', () => {
    const never = Number.POSITIVE_INFINITY
    const none = { ...apart, ranks: [never, never, never, never], retrieved: 9 }
    const bounded = (cutoff: number, query: Judged): boolean => peer({ cutoff }).bound!.where(query)
    expect(peer().bound!.side).toBe('at most')
    expect([bounded(10, none), bounded(9, none), bounded(8, none)]).toEqual([true, false, false])
    expect(bounded(10, { ...none, ranks: [2, never, never, never] })).toBe(false)
  })

  test('is 1 for one language, and where nothing relevant is among the results', () => {
    expect(peer().score({ ...apart, languages: ['de', 'de', 'de', 'de'] })).toBe(1)
    expect(peer({ cutoff: 2 }).score({ ...apart, ranks: [3, 4, 5, 6] })).toBe(1)
  })

  test('refuses one relevant document a language: its value would not depend on the ranking', () => {
    const query = judgedAt({ ranks: [1, 2, 9], languages: ['de', 'en', 'sw'] })
    expect(() => peer().score(query)).toThrow('PEER: some language must have more than one relevant document; got one')
  })

  test('has uniform values for random rankings of many documents', () => {
    const random = seeded(5)
    const languages = ['de', 'en', 'sw'].flatMap((language) => Array<string>(20).fill(language))
    const ranks = languages.map((_, i) => i + 1)
    const values = Array.from({ length: 4_000 }, () =>
      peer().score(judgedAt({ ranks, languages: shuffled(languages, random) })),
    )
    const below = (share: number) => values.filter((value) => value < share).length / values.length
    // Standard deviations of the shares are at most 0.008; the approximation by chi-squared adds a little.
    for (const share of [0.1, 0.5, 0.9]) expect(Math.abs(below(share) - share)).toBeLessThan(0.035)
  })

  test.prop([judged, fc.integer({ min: 1, max: 30 })])('lies in [0, 1]', (query, cutoff) => {
    fc.pre(tells(query))
    for (const each of [peer(), peer({ cutoff })]) {
      expect(each.score(query)).toBeGreaterThanOrEqual(0)
      expect(each.score(query)).toBeLessThanOrEqual(1)
    }
  })

  test.prop([judged])('stays the same when all sink together or the pool is turned round', (query) => {
    fc.pre(tells(query))
    const sunk = { ...query, ranks: query.ranks.map((rank) => rank + 3), retrieved: query.retrieved + 3 }
    const turned = {
      ...query,
      ranks: query.ranks.map((rank) => query.pool + 1 - rank).reverse(),
      languages: query.languages.toReversed(),
    }
    expect(peer().score(sunk)).toBeCloseTo(peer().score(query), 9)
    expect(peer().score(turned)).toBeCloseTo(peer().score(query), 9)
  })
})

describe('chiSquaredSurvival', () => {
  test.each([
    [3.841458820694124, 1, 0.05],
    [10, 10, 0.440493],
    [0, 3, 1],
  ])('of %d with %d degrees of freedom is %d', (x, degrees, value) => {
    expect(chiSquaredSurvival(x, degrees)).toBeCloseTo(value, 6)
  })
})
