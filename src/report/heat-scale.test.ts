import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { heatLevels, heatScale } from './heat-scale.ts'

const levels = (values: readonly number[], direction: 'higher' | 'lower') =>
  values.map(heatScale('AP', values, direction).level)

describe('heatScale', () => {
  test('is in proportion to the value where higher is better', () => {
    expect(levels([0.8, 0.2, 0.4, 0], 'higher')).toEqual([heatLevels, 5, 10, 0])
    expect(heatScale('AP', [0.8, 0.2], 'higher').sentence).toBe(
      'The stronger the colour, the higher; one scale from .00 to .80 for all.',
    )
  })

  test('is strongest at the least value where lower is better', () => {
    expect(levels([3, 1, 2], 'lower')).toEqual([0, heatLevels, 10])
    expect(heatScale('MeanRank', [300, 100], 'lower').sentence).toBe(
      'Lower is better: the stronger the colour, the lower; one scale from 300 (no colour) to 100 for all.',
    )
  })

  test('gives equal ratios equal steps where the largest is ten times the least or more', () => {
    expect(levels([10, 100, 1000], 'lower')).toEqual([heatLevels, 10, 0])
    expect(heatScale('MeanRank', [10, 1000], 'lower').sentence).toContain('one logarithmic scale from 1,000')
  })

  test('starts below zero where values do', () => {
    expect(levels([-1, 0, 1], 'higher')).toEqual([0, 10, heatLevels])
    expect(levels([-1, 0, 1], 'lower')).toEqual([heatLevels, 10, 0])
  })

  test('has no colour for all zeros where higher is better, the strongest where lower is', () => {
    expect(levels([0, 0], 'higher')).toEqual([0, 0])
    expect(levels([0, 0], 'lower')).toEqual([heatLevels, heatLevels])
  })

  test('writes as many decimals as tell small values apart, and nothing where there is no number', () => {
    const written = (values: readonly number[]) => values.map(heatScale('x', values, 'lower').written)
    expect(written([0.5, 0.25])).toEqual(['.50', '.25'])
    expect(written([0.0162, 0.0031])).toEqual(['.016', '.003'])
    expect(written([0.17, 0.0021, 0.0013])).toEqual(['.170', '.002', '.001'])
    expect(written([1e-9, 2e-9])).toEqual(['.0000', '.0000'])
    expect(written([1.048, 0.5])).toEqual(['1.05', '.50'])
    expect(written([12345, 7])).toEqual(['12,345', '7'])
    expect(written([0.5, Number.NaN])).toEqual(['.50', ''])
    expect(heatScale('x', [0.5, 12345], 'lower').widest).toBe(6)
  })

  const direction = fc.constantFrom('higher' as const, 'lower' as const)
  const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 })
  test.prop([values, direction])(
    'is a whole level from 0 to the last, and never weaker for the better value',
    (values, direction) => {
      const { level } = heatScale('x', values, direction)
      const better = [...values].sort((a, b) => (direction === 'lower' ? a - b : b - a)).map(level)
      for (const [i, one] of better.entries()) {
        expect(Number.isInteger(one) && one >= 0 && one <= heatLevels).toBe(true)
        expect(one).toBeLessThanOrEqual(better[i - 1] ?? heatLevels)
      }
    },
  )
})
