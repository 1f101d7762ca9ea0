import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { satisfiesGradeLaws, satisfiesRankingLaws } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { precision } from './precision.ts'
import { rPrecision } from './r-precision.ts'
import { recall } from './recall.ts'

describe('rPrecision', () => {
  const query = judgedAt({ ranks: [1, 3, 6], grades: [1, 2, 3], pool: 9 })

  test('looks at as many ranks as documents are relevant', () => {
    expect(rPrecision().score(query)).toBeCloseTo(2 / 3, 12)
  })

  test('divides by their number even where fewer documents were retrieved', () => {
    const short = { ...query, ranks: [1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], retrieved: 1 }
    expect(rPrecision().score(short)).toBeCloseTo(1 / 3, 12)
  })

  test('takes documents from a grade on', () => {
    expect(rPrecision({ rel: 2 }).score(query)).toBe(0)
    expect([rPrecision().name, rPrecision({ rel: 2 }).name]).toEqual(['Rprec', 'Rprec(rel=2)'])
  })

  satisfiesRankingLaws(() => rPrecision())
  satisfiesGradeLaws((rel) => rPrecision({ rel }))

  test.prop([judgedRun])('is precision and recall at R at once', (query) => {
    const cutoff = query.ranks.length
    expect(rPrecision().score(query)).toBe(precision({ cutoff }).score(query))
    expect(rPrecision().score(query)).toBe(recall({ cutoff }).score(query))
  })
})
