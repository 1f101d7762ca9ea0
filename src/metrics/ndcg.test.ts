import { describe, expect, test } from 'vitest'
import { satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
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

  satisfiesMeasureContract((cutoff) => ndcg({ cutoff }), { growsWithCutoff: false })
})
