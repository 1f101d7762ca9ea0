import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { binomialBound, clusteredValues, clusters, longRun } from '../../fixtures/long-run.ts'
import { agrees } from '../../fixtures/statistics-oracle.ts'
import { detectableEffect, minimumDetectableEffect } from './minimum-detectable-effect.ts'
import { pairedT } from './paired-t.ts'

const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 15 })

describe('minimumDetectableEffect', () => {
  test('of 1, 2 and 3 is the sum of two quantiles over √3', () => {
    // With 2 degrees of freedom a share's quantile is (2 share − 1) ÷ √(2 share (1 − share)).
    const quantiles = 0.95 / Math.sqrt(2 * 0.975 * 0.025) + 0.6 / Math.sqrt(2 * 0.8 * 0.2)
    expect(minimumDetectableEffect({ values: [1, 2, 3] })).toBeCloseTo(quantiles / Math.sqrt(3), 9)
    expect(detectableEffect({ standardError: 2, df: 2 })).toBeCloseTo(2 * quantiles, 9)
  })

  test('of clusters counts them alone', () => {
    // Sums 6 and 0 of 2 and 1 values: residuals 6 − 4 and 0 − 2, standard error 4 ÷ 3. Cauchy's quantile is the tangent of π (share − ½).
    const quantiles = Math.tan(0.475 * Math.PI) + Math.tan(0.3 * Math.PI)
    expect(minimumDetectableEffect({ values: [2, 0, 4], clusters: ['a', 'b', 'a'] })).toBeCloseTo(
      (quantiles * 4) / 3,
      9,
    )
  })

  test('is not computable where all values are the same', () => {
    expect(minimumDetectableEffect({ values: [0.1, 0.1, 0.1] })).toBe(null)
    expect(minimumDetectableEffect({ values: [-0.1, -0.1, -0.1] })).toBe(null)
    expect(minimumDetectableEffect({ values: [0, 0] })).toBe(null)
    expect(minimumDetectableEffect({ values: [1, 1.001, 1.002] })).toBeGreaterThan(0)
  })

  test.prop([values, fc.integer({ min: -9, max: 9 }), fc.constantFrom(-7, -1, 1, 3)])(
    'follows the scale of the values, not their mean or order',
    (drawn, shift, scale) => {
      const plain = minimumDetectableEffect({ values: drawn })
      const moved = minimumDetectableEffect({ values: drawn.map((value) => shift + scale * value).reverse() })
      agrees(moved, plain && Math.abs(scale) * plain, 1e-9, 'effect')
    },
  )

  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true })
  test.prop([values, share, share, share])(
    'grows with the power and falls with the level',
    (drawn, alpha, one, other) => {
      const effect = (power: number, level: number): number =>
        minimumDetectableEffect({ values: drawn, power, alpha: level }) ?? 0
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      expect(effect(more, alpha)).toBeGreaterThanOrEqual(effect(less, alpha) - 1e-9)
      expect(effect(alpha, less)).toBeGreaterThanOrEqual(effect(alpha, more) - 1e-9)
    },
  )

  test('is found in four of five samples', () => {
    // Three values share a cluster's variance of 1 and have 0.25 of their own: standard error √((1 + 0.25 ÷ 3) ÷ 40).
    const effect = detectableEffect({ standardError: Math.sqrt((1 + 0.25 / 3) / 40), df: 39 })
    const zeros = new Float64Array(120)
    const [found] = longRun(2000, (random) => {
      const moved = clusteredValues(random).map((value) => value + effect)
      return [pairedT(moved, zeros, { clusters }).p! <= 0.05]
    })
    expect(Math.abs(found! - 0.8)).toBeLessThan(binomialBound(0.8, 2000))
  })

  test('needs two finite values or clusters, and shares for level and power', () => {
    const name = /^minimumDetectableEffect: /
    expect(() => minimumDetectableEffect({ values: [] })).toThrow(/^minimumDetectableEffect: at least one value/)
    expect(() => minimumDetectableEffect({ values: [1] })).toThrow(/^minimumDetectableEffect: at least 2 independent/)
    expect(() => minimumDetectableEffect({ values: [1, 2], clusters: [7, 7] })).toThrow(/at least 2 independent/)
    expect(() => minimumDetectableEffect({ values: [1, 2], clusters: [7] })).toThrow(/clusters must name one a value/)
    expect(() => minimumDetectableEffect({ values: [1, Number.NaN] })).toThrow(/values must be finite; value 1 is NaN/)
    for (const outside of [0, 1, 5, Number.NaN]) {
      expect(() => minimumDetectableEffect({ values: [1, 2], alpha: outside })).toThrow(
        /alpha must lie between 0 and 1/,
      )
      expect(() => minimumDetectableEffect({ values: [1, 2], power: outside })).toThrow(
        /power must lie between 0 and 1/,
      )
      expect(() => minimumDetectableEffect({ values: [1, 2], power: outside })).toThrow(name)
    }
  })
})
