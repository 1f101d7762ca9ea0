import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
import { ndcg } from './ndcg.ts'

describe('ndcg', () => {
  // Grade 1 at rank 1, grade 3 at rank 3: 1 / log2(2) + 3 / log2(4) = 1 + 1.5 = 2.5.
  // Ideal: grade 3 at rank 1, grade 1 at rank 2: 3 + 1 / log2(3) = 3.6309298.
  const query = judgedAt({ ranks: [1, 3], grades: [1, 3], languages: ['de', 'en'], pool: 9 })

  test('is the discounted gain over that of the ideal order, linear in the grades', () => {
    expect(ndcg().score(query)).toBeCloseTo(2.5 / (3 + 1 / Math.log2(3)), 12)
  })

  test('cuts the ranking and the ideal order', () => {
    expect(ndcg({ cutoff: 2 }).score(query)).toBeCloseTo(1 / (3 + 1 / Math.log2(3)), 12)
    expect(ndcg({ cutoff: 1 }).score(query)).toBeCloseTo(1 / 3, 12)
  })

  test('keeps a document that was not retrieved in the ideal order', () => {
    const missed = { ...query, ranks: [1, Number.POSITIVE_INFINITY] }
    expect(ndcg().score(missed)).toBeCloseTo(1 / (3 + 1 / Math.log2(3)), 12)
  })

  test('is named by its cutoff', () => {
    expect([ndcg().name, ndcg({ cutoff: 10 }).name]).toEqual(['nDCG', 'nDCG@10'])
  })

  test('raises two to the grade with exponential gain', () => {
    // 1 / log2(2) + 7 / log2(4) = 4.5; ideal 7 + 1 / log2(3).
    expect(ndcg({ dcg: 'exp-log2' }).score(query)).toBeCloseTo(4.5 / (7 + 1 / Math.log2(3)), 12)
    expect(ndcg({ dcg: 'exp-log2', cutoff: 10 }).name).toBe("nDCG(dcg='exp-log2')@10")
  })

  test('refuses a discount that it does not know', () => {
    expect(() => ndcg({ dcg: 'linear' as 'log2' })).toThrow("ndcg: dcg must be 'log2' or 'exp-log2'; got \"linear\".")
  })

  satisfiesMeasureContract((cutoff) => ndcg({ cutoff }), { growsWithCutoff: false, uncut: ndcg() })

  describe('with exponential gain', () => {
    satisfiesMeasureContract((cutoff) => ndcg({ cutoff, dcg: 'exp-log2' }), {
      growsWithCutoff: false,
      uncut: ndcg({ dcg: 'exp-log2' }),
    })
  })

  test.prop([judgedRun, fc.integer({ min: 1, max: 40 })])('is the ratio of two sums over ranks 1 to k', (query, k) => {
    const ideal = query.grades.toSorted((a, b) => b - a)
    const dcg = (list: readonly (number | null)[]): number =>
      list.slice(0, k).reduce<number>((sum, grade, i) => sum + Math.max(0, grade ?? 0) / Math.log2(i + 2), 0)
    expect(ndcg({ cutoff: k }).score(query)).toBeCloseTo(dcg(gradesByRank(query)) / dcg(ideal), 12)
  })
})
