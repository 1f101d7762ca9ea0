import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { completeness } from './completeness.ts'
import { recall } from './recall.ts'

describe('completeness', () => {
  test('is 1 once the worst relevant document is within the cutoff', () => {
    const query = judgedAt({ ranks: [2, 5, 8] })
    expect([5, 7, 8, 9].map((cutoff) => completeness({ cutoff }).score(query))).toEqual([0, 0, 1, 1])
  })

  test.prop([judged, fc.integer({ min: 1, max: 30 })])('is 1 exactly where recall is', (query, cutoff) => {
    expect(completeness({ cutoff }).score(query)).toBe(Math.floor(recall({ cutoff }).score(query)))
  })

  test('rejects a cutoff of 0', () => {
    expect(() => completeness({ cutoff: 0 })).toThrow('completeness: cutoff must be a positive integer; got 0.')
  })
})
