import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { spearman } from './spearman.ts'

const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), {
  minLength: 1,
  maxLength: 8,
})

describe('spearman', () => {
  test('correlates ranks', () => {
    // Ranks 1 2 3 4 against 2 1 4 3: 1 − 6 · 4 ÷ (4 · 15).
    expect(spearman([9, 8, 2, 1], [5, 6, 1, 3])).toBeCloseTo(0.6, 12)
  })

  test('shares ranks among equal scores', () => {
    // Ranks 1½ 1½ 3 against 1 2 3: (0.5 + 0 + 1) ÷ √(1.5 · 2).
    expect(spearman([7, 7, 1], [3, 2, 1])).toBeCloseTo(1.5 / Math.sqrt(3), 12)
  })

  test('is 1 where neither list makes a difference, 0 where one does', () => {
    expect(spearman([4], [2])).toBe(1)
    expect(spearman([4, 4], [2, 2])).toBe(1)
    expect(spearman([4, 4], [2, 1])).toBe(0)
  })

  test.prop([pairs])('is symmetric, in [−1, 1], and follows order alone', (drawn) => {
    const [a, b] = [drawn.map(([x]) => x), drawn.map(([, y]) => y)]
    const value = spearman(a, b)
    expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12)
    expect(spearman(b, a)).toBeCloseTo(value, 12)
    expect(spearman(a.map(Math.exp), b)).toBeCloseTo(value, 12)
  })
})
