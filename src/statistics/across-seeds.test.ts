import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { acrossSeeds } from './across-seeds.ts'

describe('acrossSeeds', () => {
  test('of 1, 2, 3 and 6 has mean 3 and squares of 14 over three', () => {
    const { standardDeviation, ...rest } = acrossSeeds([2, 6, 1, 3])
    expect(rest).toEqual({ mean: 3, min: 1, max: 6, n: 4 })
    expect(standardDeviation).toBeCloseTo(Math.sqrt(14 / 3), 12)
  })

  test('of two seeds has half of their squared distance as variance', () => {
    expect(acrossSeeds([1, 3]).standardDeviation).toBeCloseTo(Math.SQRT2, 12)
  })

  test('of one seed has no standard deviation', () => {
    expect(acrossSeeds([0.4])).toEqual({ mean: 0.4, standardDeviation: null, min: 0.4, max: 0.4, n: 1 })
  })

  test.prop([
    fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 12 }),
    fc.integer({ min: -9, max: 9 }),
    fc.integer({ min: 1, max: 9 }),
  ])('follows shift and scale, whatever the order', (values, shift, scale) => {
    const found = acrossSeeds(values.map((value) => shift + scale * value).reverse())
    const plain = acrossSeeds(values)
    expect(found.mean).toBeCloseTo(shift + scale * plain.mean, 9)
    expect(found.standardDeviation).toBeCloseTo(scale * plain.standardDeviation!, 9)
    expect(found.min).toBe(shift + scale * plain.min)
    expect(found.max).toBe(shift + scale * plain.max)
  })

  test('needs values, all finite', () => {
    expect(() => acrossSeeds([])).toThrow(/^acrossSeeds: at least one value is needed; got none/)
    expect(() => acrossSeeds([1, Number.NaN])).toThrow(/^acrossSeeds: values must be finite; value 1 is NaN/)
  })
})
