import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { normMaxRank } from './norm-max-rank.ts'

const { score } = normMaxRank()

describe('normMaxRank', () => {
  test('is the share of doublings that are saved, in percent', () => {
    // log₂ 64 = 6, log₂ 2 = 1: rank 2 saves all five doublings between, 8 three of them, 64 none.
    const query = (worst: number) => judgedAt({ ranks: [1, worst], pool: 64 })
    expect(score(query(2))).toBe(100)
    expect(score(query(8))).toBeCloseTo(60, 12)
    expect(score(query(64))).toBe(0)
  })

  test('is at most what the last that a run lacks can reach', () => {
    // log₂ 64 − log₂ 16 = 2 of the five doublings between.
    const { bound } = normMaxRank()
    const query = judgedAt({ ranks: [1, Number.POSITIVE_INFINITY], retrieved: 15, pool: 64 })
    expect(score(query)).toBeCloseTo(40, 12)
    expect([bound!.side, bound!.where(query), bound!.where({ ...query, ranks: [1, 8] })]).toEqual([
      'at most',
      true,
      false,
    ])
  })

  test('is 100 where the whole pool is relevant', () => {
    expect(score(judgedAt({ ranks: [1, 2, 3], pool: 3 }))).toBe(100)
  })

  test.prop([judged])('lies in 0 … 100', (query) => {
    expect(score(query)).toBeGreaterThanOrEqual(0)
    expect(score(query)).toBeLessThanOrEqual(100 + 1e-9)
  })

  test.prop([judged, fc.integer({ min: 1, max: 9 })])('never rises when the worst sinks', (query, by) => {
    const pool = query.pool + by
    const sunk = query.ranks.with(-1, query.ranks.at(-1)! + by)
    expect(score({ ...query, pool, ranks: sunk })).toBeLessThan(score({ ...query, pool }) + 1e-9)
  })
})
