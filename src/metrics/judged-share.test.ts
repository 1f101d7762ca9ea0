import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import {
  ignoresWhatLiesBelow,
  liesInItsRange,
  neverFallsWhenMovedUp,
  refusesBadCutoffs,
} from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
import { judgedShare } from './judged-share.ts'

describe('judgedShare', () => {
  const query = judgedAt({ ranks: [2], notRelevant: { ranks: [3, 4, 6], grades: [0, -1, 0] }, pool: 8 })

  test('counts every judgement among the first k, negative ones too', () => {
    expect(judgedShare({ cutoff: 5 }).score(query)).toBeCloseTo(3 / 5, 12)
  })

  test('is the share of those retrieved where they are fewer than k', () => {
    expect(judgedShare({ cutoff: 10 }).score(query)).toBeCloseTo(4 / 8, 12)
  })

  test('leaves out what was not retrieved', () => {
    const missed = { ...query, notRelevant: { ranks: [3, Number.POSITIVE_INFINITY], grades: [0, 0] } }
    expect(judgedShare({ cutoff: 10 }).score(missed)).toBeCloseTo(2 / 8, 12)
  })

  test('has a value where nothing is relevant, and 0 where nothing was retrieved', () => {
    expect(judgedShare({ cutoff: 5 }).scoresEmpty).toBe(true)
    expect(judgedShare({ cutoff: 5 }).score({ ...query, ranks: [] })).toBeCloseTo(2 / 5, 12)
    expect(judgedShare({ cutoff: 5 }).score(judgedAt({ ranks: [Number.POSITIVE_INFINITY], retrieved: 0 }))).toBe(0)
  })

  test('is named by its cutoff', () => {
    expect(judgedShare({ cutoff: 10 }).name).toBe('Judged@10')
  })

  const make = (cutoff: number): ReturnType<typeof judgedShare> => judgedShare({ cutoff })
  liesInItsRange(make)
  neverFallsWhenMovedUp(make)
  ignoresWhatLiesBelow(make)
  refusesBadCutoffs(make)

  test.prop([judgedRun, fc.integer({ min: 1, max: 40 })])('counts grades in the first k of the ranking', (query, k) => {
    const first = gradesByRank(query).slice(0, k)
    const judged = first.filter((grade) => grade !== null).length
    expect(judgedShare({ cutoff: k }).score(query)).toBe(first.length === 0 ? 0 : judged / first.length)
  })
})
