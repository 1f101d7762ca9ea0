import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { normalBelow, normalQuantile, studentBeyond, studentQuantile } from './distributions.ts'

const degrees = fc.double({ min: 0.5, max: 1e5, noNaN: true })

describe('normalBelow and normalQuantile', () => {
  test('know 1.96, and the ends', () => {
    expect(normalBelow(1.959963984540054)).toBeCloseTo(0.975, 12)
    expect(normalQuantile(0.025)).toBeCloseTo(-1.959963984540054, 12)
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
  })

  test.prop([fc.double({ min: -8, max: 5, noNaN: true })])('undo each other', (z) => {
    expect(normalQuantile(normalBelow(z))).toBeCloseTo(z, 8)
  })
})

describe('studentBeyond and studentQuantile', () => {
  test.prop([fc.double({ min: -1e3, max: 1e3, noNaN: true })])(
    'are those of Cauchy with 1 degree of freedom, and algebraic with 2',
    (t) => {
      expect(studentBeyond(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(Math.abs(t)), 12)
      expect(studentBeyond(t, 2)).toBeCloseTo(1 - Math.abs(t) / Math.sqrt(2 + t * t), 12)
    },
  )

  test('take degrees of freedom that are not whole', () => {
    // scipy.stats 1.17.1: 2 * t.sf(2, 2.5) and t.ppf(0.975, 2.5)
    expect(studentBeyond(2, 2.5)).toBeCloseTo(0.1573914957579659, 12)
    expect(studentQuantile(0.975, 2.5)).toBeCloseTo(3.5746548420036817, 10)
  })

  test('leave nothing beyond infinity, and everything beyond 0', () => {
    expect(studentBeyond(Number.NEGATIVE_INFINITY, 3)).toBe(0)
    expect(studentBeyond(0, 3)).toBe(1)
    expect(studentQuantile(0.5, 3)).toBe(0)
  })

  test.prop([fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), degrees])('undo each other', (share, df) => {
    const t = studentQuantile(share, df)
    expect(Math.sign(t)).toBe(Math.sign(share - 0.5))
    const beyond = 2 * Math.min(share, 1 - share)
    expect(Math.abs(studentBeyond(t, df) / beyond - 1)).toBeLessThan(1e-9)
  })

  test.prop([fc.double({ min: 0.001, max: 0.999, noNaN: true }), degrees])('are symmetric', (share, df) => {
    expect(studentQuantile(1 - share, df) + studentQuantile(share, df)).toBeCloseTo(0, 8)
  })

  test('keep a t near 0, and a share near 1, with many degrees of freedom', () => {
    // scipy.stats 1.17.1: 2 * t.sf(1e-6, 1000) and t.ppf(1 - 3e-8, 33480)
    expect(studentBeyond(1e-6, 1000)).toBeCloseTo(0.9999992023148854, 14)
    expect(studentQuantile(1 - 3e-8, 33_480)).toBeCloseTo(5.420030001738399, 9)
  })
})
