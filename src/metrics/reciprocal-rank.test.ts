import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { satisfiesGradeLaws, satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
import { reciprocalRank } from './reciprocal-rank.ts'

describe('reciprocalRank', () => {
  const query = judgedAt({ ranks: [4, 5], grades: [1, 1], languages: ['de', 'en'], pool: 9 })

  test('is 1 ÷ the first relevant rank', () => {
    expect(reciprocalRank().score(query)).toBe(1 / 4)
  })

  test('is 0 where the first relevant document lies below the cutoff', () => {
    expect(reciprocalRank({ cutoff: 4 }).score(query)).toBe(1 / 4)
    expect(reciprocalRank({ cutoff: 3 }).score(query)).toBe(0)
  })

  test('is 0 where nothing relevant was retrieved', () => {
    expect(reciprocalRank().score({ ...query, ranks: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] })).toBe(0)
  })

  test('is named by its cutoff', () => {
    expect([reciprocalRank().name, reciprocalRank({ cutoff: 10 }).name]).toEqual(['RR', 'RR@10'])
  })

  test('takes documents from a grade on', () => {
    expect(reciprocalRank({ rel: 2 }).score({ ...query, grades: [1, 2] })).toBe(1 / 5)
  })

  satisfiesMeasureContract((cutoff) => reciprocalRank({ cutoff }), { growsWithCutoff: true, uncut: reciprocalRank() })
  satisfiesGradeLaws((rel) => reciprocalRank({ rel }))

  test.prop([judgedRun])('is that of the place found by walking down the ranking', (query) => {
    const place = gradesByRank(query).findIndex((grade) => grade !== null && grade >= 1)
    expect(reciprocalRank().score(query)).toBe(place === -1 ? 0 : 1 / (place + 1))
  })
})
