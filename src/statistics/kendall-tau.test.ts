import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { agrees, oracle, statisticsOracle } from '../../fixtures/statistics-oracle.ts'
import { kendallTau } from './kendall-tau.ts'

const pairs = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), {
  minLength: 2,
  maxLength: 15,
})

function sides(points: readonly (readonly [number, number])[]): [x: number[], y: number[]] {
  return [points.map(([x]) => x), points.map(([, y]) => y)]
}

describe('kendallTau', () => {
  test('of four in the same order is 1, and 2 of 24 orders are so extreme', () => {
    expect(kendallTau([1, 2, 3, 4], [5, 6, 7, 8])!.tau).toBe(1)
    expect(kendallTau([1, 2, 3, 4], [5, 6, 7, 8])!.p).toBeCloseTo(2 / 24, 12)
  })

  test('leaves ties out of the pairs that can be ordered', () => {
    // Of six pairs x orders five and y all six; four agree, one does not.
    expect(kendallTau([1, 2, 2, 3], [1, 2, 4, 3])!.tau).toBeCloseTo(3 / Math.sqrt(5 * 6), 12)
  })

  test('is not computable where a side is constant', () => {
    expect(kendallTau([1, 1], [1, 2])).toBe(null)
    expect(kendallTau([1, 2], [1, 1])).toBe(null)
  })

  test.prop([pairs])('is symmetric, and lies between −1 and 1 as p between 0 and 1', (points) => {
    const [x, y] = sides(points)
    const found = kendallTau(x, y)
    const exchanged = kendallTau(y, x)
    agrees(exchanged?.tau ?? null, found?.tau ?? null, 1e-12, 'tau')
    agrees(exchanged?.p ?? null, found?.p ?? null, 1e-12, 'p')
    if (!found) return
    expect(Math.abs(found.tau)).toBeLessThanOrEqual(1)
    expect(found.p).toBeGreaterThan(0)
    expect(found.p).toBeLessThanOrEqual(1)
  })

  test.prop([pairs])('changes its sign alone where one order is turned round', (points) => {
    const [x, y] = sides(points)
    const found = kendallTau(x, y)
    const turned = kendallTau(
      x,
      y.map((value) => -value),
    )
    agrees(turned?.tau ?? null, found && -found.tau, 0, 'tau')
    agrees(turned?.p ?? null, found?.p ?? null, 0, 'p')
  })

  test.prop([pairs])('depends on order alone: neither on the sizes of values nor on which comes first', (points) => {
    const [x, y] = sides(points)
    expect(kendallTau(x.map(Math.exp).reverse(), [...y].reverse())?.tau).toBe(kendallTau(x, y)?.tau)
  })

  test.prop([fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 60 })])(
    'of distinct values with themselves is 1',
    (values) => {
      expect(kendallTau(values, values)!.tau).toBe(1)
    },
  )

  test('agrees with SciPy in every order', ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    for (const { name, x, y, tau_b, p } of statisticsOracle().kendall_tau_b) {
      agrees(kendallTau(x, y)?.tau ?? null, tau_b, 1e-12, name)
      agrees(kendallTau(x, y)?.p ?? null, p, 1e-9, name)
    }
  })

  test('needs two finite values a side, and as many on both', () => {
    const rule = /^kendallTau: x and y must hold the same things, at least 2/
    expect(() => kendallTau([1, 2], [1])).toThrow(rule)
    expect(() => kendallTau([1], [1])).toThrow(rule)
    expect(() => kendallTau([], [])).toThrow(rule)
    expect(() => kendallTau([1, Number.NaN], [1, 2])).toThrow(/^kendallTau: values must be finite; value 1 is NaN/)
    expect(() => kendallTau([1, 2], [Infinity, 2])).toThrow(/^kendallTau: values must be finite; value 0 is Infinity/)
  })
})
