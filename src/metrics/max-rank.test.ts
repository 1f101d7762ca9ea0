import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { maxRank } from './max-rank.ts'
import { rankDistance } from './rank-distance.ts'

describe('maxRank', () => {
  test('is the rank of the worst relevant document', () => {
    expect(maxRank().score(judgedAt({ ranks: [2, 5, 40] }))).toBe(40)
  })

  test('is at least the rank at which the last that a run lacks can stand', () => {
    const lost = Number.POSITIVE_INFINITY
    const { score, bound } = maxRank()
    const query = judgedAt({ ranks: [2, lost, lost], retrieved: 10 })
    expect([score(query), bound!.side, bound!.where(query)]).toEqual([12, 'at least', true])
    expect(bound!.where({ ...query, ranks: [2, 5, 9] })).toBe(false)
  })

  test.prop([judged])('lies between the number of relevant documents and the pool', (query) => {
    const value = maxRank().score(query)
    expect(value).toBeGreaterThanOrEqual(query.ranks.length)
    expect(value).toBeLessThanOrEqual(query.pool)
  })

  test.prop([judged])('is at least the best rank and the rank distance together', (query) => {
    expect(maxRank().score(query)).toBeGreaterThanOrEqual(query.ranks[0]! + rankDistance().score(query))
  })
})
