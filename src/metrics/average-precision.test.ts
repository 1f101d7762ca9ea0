import { describe, expect, test } from 'vitest'
import { satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { averagePrecision } from './average-precision.ts'

describe('averagePrecision', () => {
  const query = judgedAt({ ranks: [1, 3, 6], grades: [1, 1, 1], languages: ['de', 'en', 'sw'], pool: 9 })

  test('averages the precision at each relevant rank', () => {
    expect(averagePrecision().score(query)).toBeCloseTo((1 / 1 + 2 / 3 + 3 / 6) / 3, 12)
  })

  test('still divides by all relevant documents at a cutoff', () => {
    expect(averagePrecision({ cutoff: 3 }).score(query)).toBeCloseTo((1 / 1 + 2 / 3) / 3, 12)
  })

  test('counts a relevant document that was not retrieved as 0', () => {
    expect(averagePrecision().score({ ...query, ranks: [1, 3, Number.POSITIVE_INFINITY] })).toBeCloseTo(5 / 9, 12)
  })

  test('is named by its cutoff', () => {
    expect([averagePrecision().name, averagePrecision({ cutoff: 100 }).name]).toEqual(['AP', 'AP@100'])
  })

  satisfiesMeasureContract((cutoff) => averagePrecision({ cutoff }), { growsWithCutoff: true })
})
