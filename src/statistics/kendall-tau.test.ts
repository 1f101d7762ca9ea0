import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { agrees, oracle, statisticsOracle } from '../../fixtures/statistics-oracle.ts'
import { normalBelow } from './distributions.ts'
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

  const few = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 6 })
  test.prop([few, few])(
    'has the p of the normal distribution whose variance all orders of y have, where values tie',
    (a, b) => {
      const size = Math.min(a.length, b.length)
      const [x, y] = [a.slice(0, size), b.slice(0, size)]
      const found = kendallTau(x, y)
      if (!found || (new Set(x).size === size && new Set(y).size === size)) return
      const excesses = orders(y).map((order) => excessOf(x, order))
      const variance = excesses.reduce((sum, excess) => sum + excess ** 2, 0) / excesses.length
      expect(found.p).toBeCloseTo(2 * normalBelow(-Math.abs(excessOf(x, y)) / Math.sqrt(variance)), 12)
    },
  )

  test.prop([fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 6 })])(
    'has the p of trying every order, where none do',
    (y) => {
      const x = y.map((_, i) => i)
      const observed = Math.abs(excessOf(x, y))
      const all = orders(y).map((order) => Math.abs(excessOf(x, order)))
      expect(kendallTau(x, y)!.p).toBeCloseTo(all.filter((excess) => excess >= observed).length / all.length, 12)
    },
  )

  test('is exact up to fifty values, and normal beyond or where only one side ties', () => {
    const turned = (n: number): number[] => Array.from({ length: n }, (_, i) => (i + 15) % n)
    const ordered = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
    // scipy.stats 1.17.1: kendalltau with method='exact', then 'asymptotic'; the other way round 0.1432 and 0.1154.
    expect(kendallTau(ordered(50), turned(50))!.p).toBeCloseTo(0.14617570790288614, 12)
    expect(kendallTau(ordered(51), turned(51))!.p).toBeCloseTo(0.11323214472350333, 12)
    expect(kendallTau([1, 2, 2, 3], [1, 2, 4, 3])!.p).toBe(kendallTau([1, 2, 4, 3], [1, 2, 2, 3])!.p)
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
    expect(() => kendallTau([1, 2], [1, 2, 3])).toThrow(rule)
    expect(() => kendallTau([1], [1])).toThrow(rule)
    expect(() => kendallTau([], [])).toThrow(rule)
    expect(() => kendallTau([1, Number.NaN], [1, 2])).toThrow(/^kendallTau: values must be finite; value 1 is NaN/)
    expect(() => kendallTau([1, 2], [Infinity, 2])).toThrow(/^kendallTau: values must be finite; value 0 is Infinity/)
  })
})

/** Every order of the values, n! of them. */
function orders(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]]
  return values.flatMap((first, at) => orders(values.filter((_, i) => i !== at)).map((rest) => [first, ...rest]))
}

/** Pairs in the same order less pairs in the opposite, by the definition. */
function excessOf(x: readonly number[], y: readonly number[]): number {
  return x.reduce(
    (sum, a, i) =>
      sum + x.slice(i + 1).reduce((of, b, j) => of + Math.sign(a - b) * Math.sign(y[i]! - y[i + 1 + j]!), 0),
    0,
  )
}
