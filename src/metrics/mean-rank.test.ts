import { describe, expect, test } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { meanRank } from './mean-rank.ts'

describe('meanRank', () => {
  test('is the mean rank of what it is given: one language’s answers', () => {
    expect(meanRank()).toMatchObject({ each: 'document language', settings: ['multilingual'] })
    expect(meanRank().score(judgedAt({ ranks: [2, 5, 8] }))).toBe(5)
  })

  test('is at least the mean of the ranks at which what a run lacks can stand', () => {
    const { score, bound } = meanRank()
    const query = judgedAt({ ranks: [2, Number.POSITIVE_INFINITY], retrieved: 7 })
    expect([score(query), bound!.side, bound!.where(query)]).toEqual([(2 + 8) / 2, 'at least', true])
    expect(bound!.where({ ...query, ranks: [2, 5] })).toBe(false)
  })
})
