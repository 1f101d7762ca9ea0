import { describe, expect, test } from 'vitest'
import { satisfiesMeasureContract } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
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

  satisfiesMeasureContract((cutoff) => success({ cutoff }), { growsWithCutoff: true })
})
