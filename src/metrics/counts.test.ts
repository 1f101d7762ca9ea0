import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
import { numQ, numRel, numRelRet, numRet } from './counts.ts'

describe('counts', () => {
  const query = judgedAt({ ranks: [1, 3, Number.POSITIVE_INFINITY], grades: [1, 2, 2], pool: 20, retrieved: 8 })

  test('are those of queries, of what was retrieved, of what is relevant, and of both', () => {
    expect([numQ(), numRet(), numRel(), numRelRet()].map(({ score }) => score(query))).toEqual([1, 8, 3, 2])
  })

  test('count relevant documents from a grade on', () => {
    expect([numRel({ rel: 2 }), numRelRet({ rel: 2 })].map(({ score }) => score(query))).toEqual([2, 1])
  })

  test.each([numQ(), numRet(), numRel(), numRelRet()])('$name adds up over queries, empty ones too', (count) => {
    expect(count).toMatchObject({ aggregate: 'sum', scoresEmpty: true })
  })

  test('are 0 where nothing is relevant and nothing was retrieved, but for the query itself', () => {
    const empty = judgedAt({ pool: 20, retrieved: 0 })
    expect([numQ(), numRet(), numRel(), numRelRet()].map(({ score }) => score(empty))).toEqual([1, 0, 0, 0])
  })

  test('are named as ir_measures names them', () => {
    const names = [numQ(), numRet(), numRel(), numRelRet({ rel: 2 })].map(({ name }) => name)
    expect(names).toEqual(['NumQ', 'NumRet', 'NumRel', 'NumRelRet(rel=2)'])
  })

  test('reject a grade that is not a positive integer', () => {
    expect(() => numRel({ rel: 0 })).toThrow('numRel: rel must be a positive integer; got 0.')
    expect(() => numRelRet({ rel: 0.5 })).toThrow('numRelRet: rel must be a positive integer; got 0.5.')
  })

  test.prop([judgedRun])('agree with walking down the ranking', (query) => {
    const list = gradesByRank(query)
    expect(numRet().score(query)).toBe(list.length)
    expect(numRelRet().score(query)).toBe(list.filter((grade) => (grade ?? 0) >= 1).length)
    expect(numRel().score(query)).toBeGreaterThanOrEqual(numRelRet().score(query))
  })
})
