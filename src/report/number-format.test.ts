import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { standardDeviation } from '../standard-deviation.ts'
import {
  formatDifference,
  formatPercent,
  formatScore,
  formatSeconds,
  formatSpread,
  formatValue,
  unitOf,
} from './number-format.ts'

describe('formatValue', () => {
  test.each([
    [0.639, 'share', '.639'],
    [1, 'share', '1.000'],
    [0, 'share', '.000'],
    [-0.0123, 'share', '−.012'],
    [-0.0001, 'share', '.000'],
    [2507.4, 'ranks', '2,507'],
    [98.14, 'ranks', '98.1'],
    [9.84, 'ranks', '9.84'],
    [9.996, 'ranks', '10.0'],
    [10, 'ranks', '10'],
    [99.97, 'ranks', '100'],
    [Number.NaN, 'share', 'n/a'],
    [Number.POSITIVE_INFINITY, 'ranks', 'n/a'],
    [null, 'share', 'n/a'],
    [undefined, 'share', 'n/a'],
  ] as const)('writes %s as %s: %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text)
  })

  test.prop([fc.double({ min: 0, max: 1, noNaN: true })])(
    'reads back within half a thousandth, for every share',
    (value) => {
      expect(Math.abs(Number(formatValue(value, 'share')) - value)).toBeLessThanOrEqual(0.0005 + 1e-12)
    },
  )
})

describe('formatScore', () => {
  test.each([
    [{ value: 12.3, bound: 'at least' }, '≥ 12.3'],
    [{ value: 2507, bound: 'at most' }, '≤ 2,507'],
    [{ value: 12.3 }, '12.3'],
    [{ value: null, bound: 'at least' }, 'n/a'],
    [undefined, 'n/a'],
  ] as const)('writes %j as %s', (score, text) => {
    expect(formatScore(score, 'ranks')).toBe(text)
  })
})

describe('formatDifference', () => {
  test.each([
    [0.0124, 'share', '+.012'],
    [-0.058, 'share', '−.058'],
    [0.0004, 'share', '='],
    [-1546, 'ranks', '−1,546'],
    [0.004, 'ranks', '='],
    [Number.NaN, 'share', 'n/a'],
  ] as const)('writes %s %s as %s', (value, unit, text) => {
    expect(formatDifference(value, unit)).toBe(text)
  })
})

describe('formatPercent', () => {
  test.each([
    [0.968, '97\u00a0%'],
    [1, '100\u00a0%'],
    [0.997, '99.7\u00a0%'],
    [1.002, '100.2\u00a0%'],
    [Number.NaN, 'n/a'],
  ])('writes %s as %s', (share, text) => {
    expect(formatPercent(share)).toBe(text)
  })

  test('does not round to the whole what is less, however little', () => {
    expect(formatPercent(0.99996)).toBe('>\u00a099.9\u00a0%')
    expect(formatPercent(1.00004)).toBe('>\u00a0100\u00a0%')
  })
})

describe('formatSeconds', () => {
  test.each([
    [0.42, '0.4 s'],
    [9.97, '10 s'],
    [28.3, '28 s'],
    [59.6, '1 min 0 s'],
    [125, '2 min 5 s'],
    [Number.NaN, 'n/a'],
  ])('writes %s as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text)
  })
})

describe('standardDeviation', () => {
  test('is the sample’s, worked by hand', () => {
    expect(standardDeviation([1, 3])).toBeCloseTo(Math.SQRT2, 12)
    expect(standardDeviation([5])).toBeNaN()
    expect(formatSpread(standardDeviation([0.637, 0.641]), 'share')).toBe('±.003')
  })
})

describe('unitOf', () => {
  test('counts ranks for rank distances and for whatever passes 1', () => {
    expect(unitOf('RankDistance', [0.5])).toBe('ranks')
    expect(unitOf('AP', [0.5, 1])).toBe('share')
    expect(unitOf('MeanRank', [0.5, 12])).toBe('ranks')
  })
})
