import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { satisfiesGradeLaws, satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
import { precision } from './precision.ts'

describe('precision', () => {
  const query = judgedAt({ ranks: [1, 3, 6], grades: [1, 2, 3], pool: 9 })

  test('is the share of the first k ranks that hold a relevant document', () => {
    expect(precision({ cutoff: 3 }).score(query)).toBeCloseTo(2 / 3, 12)
    expect(precision({ cutoff: 5 }).score(query)).toBeCloseTo(2 / 5, 12)
  })

  test('divides by k even where fewer documents were retrieved', () => {
    expect(precision({ cutoff: 10 }).score({ ...query, retrieved: 6 })).toBeCloseTo(3 / 10, 12)
  })

  test('takes documents from a grade on', () => {
    expect(precision({ cutoff: 6, rel: 2 }).score(query)).toBeCloseTo(2 / 6, 12)
  })

  test('is named by its grade and its cutoff', () => {
    expect([precision({ cutoff: 5 }).name, precision({ cutoff: 5, rel: 2 }).name]).toEqual(['P@5', 'P(rel=2)@5'])
  })

  test('rejects a cutoff that never ends: the precision of everything is 0', () => {
    expect(() => precision({ cutoff: Number.POSITIVE_INFINITY })).toThrow('precision: cutoff must be')
  })

  satisfiesMeasureContract((cutoff) => precision({ cutoff }), { growsWithCutoff: false })
  satisfiesGradeLaws((rel) => precision({ cutoff: 10, rel }))

  test.prop([judgedRun, fc.integer({ min: 1, max: 40 })])('counts grades in the first k of the ranking', (query, k) => {
    const found = gradesByRank(query)
      .slice(0, k)
      .filter((grade) => (grade ?? 0) >= 1).length
    expect(precision({ cutoff: k }).score(query)).toBe(found / k)
  })
})
