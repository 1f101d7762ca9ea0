import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { satisfiesGradeLaws, satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
import { success } from './success.ts'

describe('success', () => {
  const query = judgedAt({ ranks: [3, 6], grades: [1, 1], languages: ['de', 'en'], pool: 9 })

  test('is 1 as soon as one relevant document is within the cutoff', () => {
    expect(success({ cutoff: 2 }).score(query)).toBe(0)
    expect(success({ cutoff: 3 }).score(query)).toBe(1)
  })

  test('is named by its cutoff', () => {
    expect(success({ cutoff: 1 }).name).toBe('Success@1')
  })

  test('takes documents from a grade on', () => {
    expect(success({ cutoff: 5, rel: 2 }).score({ ...query, grades: [1, 2] })).toBe(0)
    expect(success({ cutoff: 6, rel: 2 }).score({ ...query, grades: [1, 2] })).toBe(1)
  })

  satisfiesMeasureContract((cutoff) => success({ cutoff }), { growsWithCutoff: true })
  satisfiesGradeLaws((rel) => success({ cutoff: 10, rel }))

  test.prop([judgedRun, fc.integer({ min: 1, max: 40 })])('says whether the first k hold any', (query, k) => {
    const held = gradesByRank(query)
      .slice(0, k)
      .some((grade) => (grade ?? 0) >= 1)
    expect(success({ cutoff: k }).score(query)).toBe(Number(held))
  })
})
