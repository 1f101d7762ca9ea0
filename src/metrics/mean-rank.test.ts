import { describe, expect, test } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { meanRank } from './mean-rank.ts'

describe('meanRank', () => {
  test('is the mean rank of what it is given: one language’s answers', () => {
    expect(meanRank()).toMatchObject({ each: 'document language', settings: ['multilingual'] })
    expect(meanRank().score(judgedAt({ ranks: [2, 5, 8] }))).toBe(5)
  })
})
