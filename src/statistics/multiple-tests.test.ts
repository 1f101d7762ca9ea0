import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { agrees, oracle, statisticsOracle } from '../../fixtures/statistics-oracle.ts'
import { benjaminiHochberg, holm } from './multiple-tests.ts'

/** Families with ties, zeros and ones among them. */
const family = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.01, 0.5, 1)), {
  maxLength: 20,
})

describe('holm and benjaminiHochberg', () => {
  test('multiply by the tests left, and by tests ÷ rank', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    benjaminiHochberg([0.01, 0.04, 0.03, 0.005]).forEach((p, i) => {
      expect(p).toBeCloseTo([0.02, 0.04, 0.04, 0.02][i]!, 12)
    })
  })

  test('leave a lone test and an empty family as they are', () => {
    for (const adjust of [holm, benjaminiHochberg]) {
      expect(adjust([0.3])).toEqual([0.3])
      expect(adjust([])).toEqual([])
    }
  })

  test('leave the largest p of Benjamini and Hochberg as it is, where rounding would lower it', () => {
    expect((3 * 0.175) / 3).toBeLessThan(0.175)
    expect(benjaminiHochberg([0.175, 0.175, 0.175])).toEqual([0.175, 0.175, 0.175])
  })

  test.prop([family])('keep p ≤ Benjamini and Hochberg ≤ Holm ≤ 1', (ps) => {
    const [strict, lenient] = [holm(ps), benjaminiHochberg(ps)]
    ps.forEach((p, i) => {
      expect(lenient[i]).toBeGreaterThanOrEqual(p)
      expect(strict[i]).toBeGreaterThanOrEqual(lenient[i]!)
      expect(strict[i]).toBeLessThanOrEqual(1)
    })
  })

  test.prop([family])('keep the order of the tests, and the same p for the same', (ps) => {
    for (const adjusted of [holm(ps), benjaminiHochberg(ps)]) {
      const order = [...ps.keys()].sort((a, b) => ps[a]! - ps[b]!)
      order.slice(1).forEach((test, before) => {
        expect(adjusted[test]).toBeGreaterThanOrEqual(adjusted[order[before]!]!)
        if (ps[test] === ps[order[before]!]) expect(adjusted[test]).toBe(adjusted[order[before]!])
      })
    }
  })

  test.prop([family])('do not depend on the order in which tests are given', (ps) => {
    expect(holm([...ps].reverse())).toEqual(holm(ps).reverse())
    expect(benjaminiHochberg([...ps].reverse())).toEqual(benjaminiHochberg(ps).reverse())
  })

  test('agree with SciPy in every family', ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    for (const { name, p, adjusted } of statisticsOracle().holm)
      holm(p).forEach((each, i) => void agrees(each, adjusted[i], 1e-12, name))
  })

  test.each([-0.1, 1.1, Number.NaN])('take no p of %d', (p) => {
    expect(() => holm([0.5, p])).toThrow(/^holm: every p must lie in \[0, 1\]; number 1 is /)
    expect(() => benjaminiHochberg([0.5, p])).toThrow(/^benjaminiHochberg: every p must lie in \[0, 1\]; number 1 is /)
  })
})
