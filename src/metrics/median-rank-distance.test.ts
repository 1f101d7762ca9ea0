import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { medianRankDistance } from './median-rank-distance.ts'
import { rankDistance } from './rank-distance.ts'

describe('medianRankDistance', () => {
  test('is a median over queries', () => {
    expect(medianRankDistance()).toMatchObject({ name: 'MedianRankDistance', aggregate: 'median', minimumLanguages: 2 })
  })

  test.prop([judged])('is rank distance for every single query', (query) => {
    expect(medianRankDistance().score(query)).toBe(rankDistance().score(query))
  })
})
