import { describe, expect, test } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { rankingConsistency } from './ranking-consistency.ts'

describe('rankingConsistency', () => {
  test('is the agreement at its depth', () => {
    const agreement = new Map([
      [5, 0.25],
      [10, 0.75],
    ])
    expect(rankingConsistency({ cutoff: 10 })).toMatchObject({ name: 'MRC@10', needs: { agreement: 10 } })
    expect(rankingConsistency({ cutoff: 10 }).score(judgedAt({ agreement }))).toBe(0.75)
  })

  test('refuses a query whose translations are not known', () => {
    expect(() => rankingConsistency({ cutoff: 10 }).score(judgedAt({}))).toThrow('MRC@10: the query’s agreement')
  })
})
