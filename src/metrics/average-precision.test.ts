import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { satisfiesGradeLaws, satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
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

  test('takes documents from a grade on', () => {
    const graded = { ...query, grades: [1, 2, 3] }
    expect(averagePrecision({ rel: 2 }).score(graded)).toBeCloseTo((1 / 3 + 2 / 6) / 2, 12)
    expect(averagePrecision({ rel: 2, cutoff: 5 }).name).toBe('AP(rel=2)@5')
  })

  satisfiesMeasureContract((cutoff) => averagePrecision({ cutoff }), {
    growsWithCutoff: true,
    uncut: averagePrecision(),
  })
  satisfiesGradeLaws((rel) => averagePrecision({ rel, cutoff: 10 }))

  test.prop([judgedRun])('is the mean precision of the prefixes that end in a relevant document', (query) => {
    const relevant = gradesByRank(query).map((grade) => grade !== null && grade >= 1)
    const precisions = relevant.map((_, i) => relevant.slice(0, i + 1).filter(Boolean).length / (i + 1))
    const sum = precisions.filter((_, i) => relevant[i]).reduce((total, precision) => total + precision, 0)
    expect(averagePrecision().score(query)).toBeCloseTo(sum / query.ranks.length, 12)
  })
})
