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

  test.prop([judged])('lies between the number of relevant documents and the pool', (query) => {
    const value = maxRank().score(query)
    expect(value).toBeGreaterThanOrEqual(query.ranks.length)
    expect(value).toBeLessThanOrEqual(query.pool)
  })

  test.prop([judged])('is at least the best rank and the rank distance together', (query) => {
    expect(maxRank().score(query)).toBeGreaterThanOrEqual(query.ranks[0]! + rankDistance().score(query))
  })
})
