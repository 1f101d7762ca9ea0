import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { satisfiesGradeLaws, satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
import { recall } from './recall.ts'

describe('recall', () => {
  const query = judgedAt({ ranks: [1, 3, 6], grades: [1, 1, 1], languages: ['de', 'en', 'sw'], pool: 9 })

  test('is the share of all relevant documents within the cutoff', () => {
    expect(recall({ cutoff: 3 }).score(query)).toBeCloseTo(2 / 3, 12)
    expect(recall({ cutoff: 6 }).score(query)).toBe(1)
  })

  test('divides by all relevant documents even where more are relevant than the cutoff admits', () => {
    expect(recall({ cutoff: 1 }).score(query)).toBeCloseTo(1 / 3, 12)
  })

  test('is named by its cutoff', () => {
    expect(recall({ cutoff: 100 }).name).toBe('R@100')
  })

  test('rejects a cutoff that never ends: the recall of everything is 1', () => {
    expect(() => recall({ cutoff: Number.POSITIVE_INFINITY })).toThrow('recall: cutoff must be')
  })

  test('takes documents from a grade on', () => {
    expect(recall({ cutoff: 3, rel: 2 }).score({ ...query, grades: [1, 2, 3] })).toBe(1 / 2)
  })

  satisfiesMeasureContract((cutoff) => recall({ cutoff }), { growsWithCutoff: true })
  satisfiesGradeLaws((rel) => recall({ cutoff: 10, rel }))

  test.prop([judgedRun, fc.integer({ min: 1, max: 40 })])('counts grades in the first k of the ranking', (query, k) => {
    const found = gradesByRank(query)
      .slice(0, k)
      .filter((grade) => (grade ?? 0) >= 1).length
    expect(recall({ cutoff: k }).score(query)).toBe(found / query.ranks.length)
  })
})
