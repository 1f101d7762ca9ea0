import { fc, test } from '@fast-check/vitest'
import { describe, test as example, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { maxRank } from '../metrics/max-rank.ts'
import { meanRank } from '../metrics/mean-rank.ts'
import type { Judged, Measure } from '../metrics/measure.ts'
import { normMaxRank } from '../metrics/norm-max-rank.ts'
import { normRankDistance } from '../metrics/norm-rank-distance.ts'
import { measure } from '../metrics/notation.ts'
import { peer } from '../metrics/peer.ts'
import { rankDistance } from '../metrics/rank-distance.ts'
import { sameLanguageFirst } from '../metrics/same-language-first.ts'
import { sideOf } from './aggregate.ts'
import { isBound, isTold, queryValue } from './query-value.ts'

const of = { caller: 'test', query: 'q' }
const { POSITIVE_INFINITY: lost } = Number

/** What is left of a ranking of the whole pool when only its first documents are returned. */
function cut(query: Judged, retrieved: number): Judged {
  const seen = (ranks: readonly number[]) => ranks.map((rank) => (rank <= retrieved ? rank : lost))
  const { notRelevant } = query
  return {
    ...query,
    ranks: seen(query.ranks),
    notRelevant: { ...notRelevant, ranks: seen(notRelevant.ranks) },
    retrieved,
  }
}

describe('queryValue', () => {
  // Of three relevant documents in a pool of 64, one each in de, en, sw, a run returned what it says.
  const languages = ['de', 'en', 'sw']
  const found = (ranks: readonly number[], retrieved: number): Judged =>
    judgedAt({ ranks, languages, retrieved, pool: 64, queryLanguage: 'en' })

  example.each([
    // The two that are missing stand at 11 and 12 at best.
    ['RankDistance', found([4, lost, lost], 10), 12 - 4, true],
    ['RankDistance', found([4, 6, 9], 10), 5, false],
    // Nothing found: three documents are never closer than ranks 1, 2, 3.
    ['RankDistance', found([lost, lost, lost], 10), 2, true],
    ['RankDistance', found([lost, lost, lost], 0), 2, true],
    ['NormRankDistance', found([lost, lost, lost], 0), 0, true],
    ['MaxRank', found([4, 6, lost], 10), 11, true],
    ['MaxRank', found([lost, lost, lost], 0), 3, true],
    ['MeanRank', found([4, lost, lost], 10), (4 + 11 + 12) / 3, true],
    // log₂ 64 − log₂ 16 = 2 of log₂ 64 − log₂ 3.
    ['NormMaxRank', found([4, 6, lost], 15), (100 * 2) / (6 - Math.log2(3)), true],
    ['NormMaxRank', found([lost, lost, lost], 0), 100, true],
    // Some other language's answer is the first, whatever follows.
    ['SameLanguageFirst', found([4, lost, lost], 10), 0, false],
    ['SameLanguageFirst', { ...found([lost, lost, lost], 10), queryLanguage: 'de' }, 0, true],
    ['AP', found([4, lost, lost], 10), 1 / 12, false],
    // How far an empty list of results is from the pool's languages is not known.
    ['LanguageKL@5', { ...found([lost, lost, lost], 0), top: [] }, 0, true],
    ['LanguageAWRF@5', { ...found([lost, lost, lost], 0), top: [] }, 0, false],
  ] as const)('of %s: %#', (name, query, value, bound) => {
    const one = measure(name)
    expect(queryValue(one, query, of)).toBeCloseTo(value, 12)
    expect(isBound(one, query)).toBe(bound)
  })

  example('takes a language’s best answer, so that a second one may be missing', () => {
    const query = judgedAt({ ranks: [2, 5, lost], languages: ['de', 'en', 'de'], retrieved: 9 })
    expect([queryValue(rankDistance(), query, of), isBound(rankDistance(), query)]).toEqual([3, false])
  })

  example('says nothing of PEER where nothing relevant was found above its cutoff', () => {
    const query = judgedAt({ ranks: [lost, lost, lost], languages: ['de', 'de', 'en'], retrieved: 10 })
    expect([queryValue(peer(), query, of), isBound(peer(), query), sideOf(peer())]).toEqual([1, true, 'at most'])
    expect(isBound(peer({ cutoff: 10 }), query)).toBe(false)
  })

  example('has no value for how far down nothing stands', () => {
    const nothing = judgedAt({ ranks: [] })
    expect([maxRank(), measure('AP'), measure('Comp@3')].map((one) => isTold(one, nothing))).toEqual([
      false,
      true,
      true,
    ])
  })

  example('takes the measure’s word for what is missing', () => {
    const worst: Measure = { ...plain, missing: 9 }
    expect([queryValue(worst, judgedAt({}), of), queryValue(worst, found([lost, lost, lost], 0), of)]).toEqual([9, 9])
    expect(isBound(worst, found([lost, lost, lost], 0))).toBe(false)
  })

  example('does not take nothing for the best where lower is better and the measure does not say', () => {
    expect([queryValue(plain, found([lost, lost, lost], 0), of), isBound(plain, found([lost, lost, lost], 0))]).toEqual(
      [-2, true],
    )
  })

  example('refuses what is not finite', () => {
    const broken: Measure = { ...plain, score: () => lost }
    expect(() => queryValue(broken, found([1, 2, 3], 9), { ...of, setting: 'monolingual' })).toThrow(
      'test: values must be finite; Plain gave Infinity for query "q", monolingual. Mend the measure.',
    )
  })
})

describe('for every ranking, wherever it is cut', () => {
  const bounded = [rankDistance(), normRankDistance(), maxRank(), normMaxRank(), meanRank(), sameLanguageFirst()]

  test.prop([judged, fc.nat()])(
    'the value of the whole is on the side that the bound says, or the same',
    (query, n) => {
      const whole = { ...query, queryLanguage: query.languages[n % query.languages.length]! }
      const part = cut(whole, n % (whole.pool + 1))
      for (const one of bounded) {
        const [truth, value] = [queryValue(one, whole, of), queryValue(one, part, of)]
        if (!isBound(one, part)) expect(value, one.name).toBeCloseTo(truth, 9)
        else if (sideOf(one) === 'at least') expect(value, one.name).toBeLessThanOrEqual(truth + 1e-9)
        else expect(value, one.name).toBeGreaterThanOrEqual(truth - 1e-9)
      }
    },
  )

  test.prop([judged, fc.nat()])('every value lies in its range', (query, n) => {
    const part = { ...cut(query, n % (query.pool + 1)), queryLanguage: 'en' }
    for (const one of bounded) {
      const value = queryValue(one, part, of)
      expect(value, one.name).toBeGreaterThanOrEqual(one.range[0] - 1e-9)
      expect(value, one.name).toBeLessThanOrEqual(one.range[1] + 1e-9)
    }
  })

  test.prop([judged])('nothing is bounded where all was returned', (query) => {
    expect(bounded.filter((one) => isBound(one, query))).toEqual([])
  })
})

const plain: Measure = {
  name: 'Plain',
  description: 'A test.',
  direction: 'lower',
  range: [-2, 10],
  score: () => 1,
}
