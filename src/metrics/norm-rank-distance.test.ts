import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { normRankDistance } from './norm-rank-distance.ts'
import { randomRankDistance, rankDistance, rankDistanceFloor } from './rank-distance.ts'

const { score } = normRankDistance()

describe('normRankDistance', () => {
  test('is 0 at the floor and 1 at the random expectation', () => {
    // Two languages among 50: floor 1, random (2 − 1) ÷ (2 + 1) · 51 = 17; (17 − 1) ÷ 16 = 1, (33 − 1) ÷ 16 = 2.
    const query = (worst: number) => judgedAt({ ranks: [3, worst], languages: ['de', 'en'], pool: 50 })
    expect(score(query(4))).toBe(0)
    expect(score(query(20))).toBeCloseTo(1, 12)
    expect(score(query(36))).toBeCloseTo(2, 12)
  })

  test('is 0 where the whole pool is relevant', () => {
    expect(score(judgedAt({ ranks: [1, 2, 3], languages: ['de', 'en', 'sw'], pool: 3 }))).toBe(0)
  })

  test.prop([judged])('is the distance above the floor in units of the random one above it', (query) => {
    const answers = [...Map.groupBy(query.languages, (language) => language).values()].map(({ length }) => length)
    const floor = rankDistanceFloor(answers.length)
    const span = randomRankDistance(answers, query.pool) - floor
    if (span > 1e-6) expect(score(query) * span + floor).toBeCloseTo(rankDistance().score(query), 6)
    else expect(score(query)).toBe(0)
  })
})
