import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { binomialBound, clusteredValues, clusters, longRun } from '../../fixtures/long-run.ts'
import { agrees, oracle, statisticsOracle } from '../../fixtures/statistics-oracle.ts'
import { drawNormal } from '../random.ts'
import { type PairedT, pairedT } from './paired-t.ts'

/** Pairs whose differences tie now and then, each in one of three clusters; two clusters at least. */
const sample = fc
  .array(
    fc.record({
      first: fc.integer({ min: -5, max: 5 }),
      second: fc.integer({ min: -5, max: 5 }),
      cluster: fc.constantFrom('a', 'b', 'c'),
    }),
    { minLength: 2, maxLength: 20 },
  )
  .filter((pairs) => new Set(pairs.map(({ cluster }) => cluster)).size > 1)
  .map((pairs) => ({
    first: pairs.map(({ first }) => first),
    second: pairs.map(({ second }) => second),
    clusters: pairs.map(({ cluster }) => cluster),
  }))

describe('pairedT', () => {
  test('of differences 1, 2 and 3 is 2 over 1 ÷ √3', () => {
    const found = pairedT([1, 2, 3], [0, 0, 0])
    expect(found).toMatchObject({ difference: 2, df: 2, pairs: 3, clusters: 3 })
    expect(found.t).toBeCloseTo(2 * Math.sqrt(3), 12)
    // With 2 degrees of freedom p = 1 − t ÷ √(2 + t²), and the 0.975 quantile is 0.95 ÷ √(2 · 0.975 · 0.025).
    expect(found.p).toBeCloseTo(1 - Math.sqrt(12 / 14), 12)
    expect(found.interval[1]).toBeCloseTo(2 + 0.95 / Math.sqrt(0.04875) / Math.sqrt(3), 9)
  })

  test('of clusters is the t of their totals', () => {
    // Sums 6 and 0 of 2 and 1 pairs: mean 2, residuals 6 − 4 and 0 − 2, standard error √(2 · 8) ÷ 3.
    const found = pairedT([2, 0, 4], [0, 0, 0], { clusters: ['a', 'b', 'a'] })
    expect(found).toMatchObject({ difference: 2, df: 1, pairs: 3, clusters: 2 })
    expect(found.t).toBeCloseTo(1.5, 12)
    // With 1 degree of freedom Student's distribution is Cauchy's.
    expect(found.p).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(1.5), 12)
  })

  test('is not computable of identical sides, and infinite of a constant difference', () => {
    expect(pairedT([0.1, 0.2], [0.1, 0.2])).toMatchObject({ t: null, p: null, interval: [0, 0] })
    expect(pairedT([0, 0], [0, 0])).toMatchObject({ t: null, p: null })
    expect(pairedT([0.35, 0.95], [0.1, 0.7])).toMatchObject({ t: Number.POSITIVE_INFINITY, p: 0 })
    expect(pairedT([0.1, 0.7], [0.35, 0.95])).toMatchObject({ t: Number.NEGATIVE_INFINITY, p: 0 })
  })

  test('takes what rounding alone can make of equal differences as equal', () => {
    expect(0.1 + 0.2).not.toBe(0.3)
    expect(pairedT([0.1 + 0.2, 0.1 + 0.2], [0.3, 0.3])).toMatchObject({ t: null, p: null })
    expect(pairedT([-0.35, -0.95], [-0.1, -0.7]).p).toBe(0)
    // The larger side decides how much that is, whichever it is: a third of thrice 100,000.1 is not 100,000.1.
    const [large, zeros] = [Array<number>(3).fill(100_000.1), [0, 0, 0]]
    expect(pairedT(large, zeros).p).toBe(0)
    expect(pairedT(zeros, large).p).toBe(0)
  })

  test('is that of small values, and of small differences of large ones', () => {
    expect(pairedT([1e-15, 2e-15, 3e-15], [0, 0, 0]).t).toBeCloseTo(2 * Math.sqrt(3), 9)
    expect(pairedT([1.0001, 1.0002, 1.0003], [1, 1, 1]).t).toBeCloseTo(2 * Math.sqrt(3), 9)
  })

  test.prop([sample])(
    'does not change where every pair is given twice in its cluster',
    ({ first, second, clusters }) => {
      const twice = <Value>(values: readonly Value[]): Value[] => [...values, ...values]
      same(pairedT(twice(first), twice(second), { clusters: twice(clusters) }), pairedT(first, second, { clusters }))
    },
  )

  test.prop([sample])('changes the signs of difference, t and interval, not p, with the sides', (drawn) => {
    const found = pairedT(drawn.first, drawn.second, drawn)
    const exchanged = pairedT(drawn.second, drawn.first, drawn)
    expect(exchanged.difference).toBeCloseTo(-found.difference, 12)
    expect(exchanged.interval[0]).toBeCloseTo(-found.interval[1], 9)
    expect(exchanged.p).toBe(found.p)
    if (found.t === null) expect(exchanged.t).toBe(null)
    else expect(exchanged.t! + 0).toBe(-found.t + 0)
  })

  test.prop([sample, fc.nat()])('does not depend on the order of pairs', (drawn, by) => {
    const turn = <Value>(values: readonly Value[]): Value[] => {
      const at = by % values.length
      return [...values.slice(at), ...values.slice(0, at)].reverse()
    }
    const turned = pairedT(turn(drawn.first), turn(drawn.second), { clusters: turn(drawn.clusters) })
    same(turned, pairedT(drawn.first, drawn.second, drawn))
  })

  test.prop([sample, fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 })])(
    'follows the scale of the values, and only their differences',
    (drawn, shift, scale) => {
      const plain = pairedT(drawn.first, drawn.second, drawn)
      const moved = (values: readonly number[]): number[] => values.map((value) => shift + scale * value)
      same(pairedT(moved(drawn.first), moved(drawn.second), drawn), {
        ...plain,
        difference: scale * plain.difference,
        standardError: scale * plain.standardError,
        interval: [scale * plain.interval[0], scale * plain.interval[1]],
      })
    },
  )

  test.prop([sample])('rejects at α where the interval of 1 − α leaves out 0', ({ first, second }) => {
    const { p, interval } = pairedT(first, second, { confidence: 0.9 })
    if (p === null || Math.abs(p - 0.1) < 1e-9) return
    expect(p < 0.1).toBe(interval[0] > 0 || interval[1] < 0)
  })

  test('finds a difference where there is none in 5 % of samples: unequal variances, ties, clusters', () => {
    const zeros = new Float64Array(120)
    const [unequal, tied, clustered, ignored] = longRun(2000, (random) => {
      const samples = [
        zeros.map((_, i) => (i % 4 === 0 ? 5 : 1) * drawNormal(random)),
        zeros.map(() => Math.trunc(drawNormal(random))),
      ]
      const values = clusteredValues(random)
      return [
        ...samples.map((each) => pairedT(each, zeros).p! <= 0.05),
        pairedT(values, zeros, { clusters }).p! <= 0.05,
        pairedT(values, zeros).p! <= 0.05,
      ]
    })
    for (const share of [unequal!, tied!, clustered!]) {
      expect(Math.abs(share - 0.05)).toBeLessThan(binomialBound(0.05, 2000))
    }
    expect(ignored!).toBeGreaterThan(0.15)
  })

  test('agrees with SciPy in every sample', ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    for (const { name, a, b, t_test: expected } of statisticsOracle().paired) {
      const { t, p, df, interval } = pairedT(b, a)
      expect(df, name).toBe(expected.df)
      agrees(Number.isFinite(t) ? t : null, expected.statistic, 1e-9, name)
      agrees(p, expected.p, 1e-9, name)
      agrees(interval[0], expected.ci95[0], 1e-9, name)
      agrees(interval[1], expected.ci95[1], 1e-9, name)
    }
  })

  test('needs two finite pairs or clusters, and a confidence that is a share', () => {
    expect(() => pairedT([1, 2], [1])).toThrow(/^pairedT: both sides must hold the same pairs.*got 2 and 1/)
    expect(() => pairedT([1], [1, 2])).toThrow(/^pairedT: both sides must hold the same pairs.*got 1 and 2/)
    expect(() => pairedT([], [])).toThrow(/^pairedT: both sides must hold the same pairs/)
    expect(() => pairedT([1], [2])).toThrow(/^pairedT: at least 2 independent values or clusters/)
    expect(() => pairedT([1, 2], [2, 1], { clusters: ['a', 'a'] })).toThrow(/at least 2 .* clusters are needed; got 1/)
    expect(() => pairedT([1, 2], [2, 1], { clusters: ['a'] })).toThrow(/clusters must name one a value; got 1 for 2/)
    expect(() => pairedT([1, 2], [2, Number.NaN])).toThrow(/^pairedT: values must be finite; pair 1 is 2 and NaN/)
    for (const confidence of [0, 1, 95, Number.NaN]) {
      expect(() => pairedT([1, 2], [2, 1], { confidence })).toThrow(/^pairedT: confidence must lie between 0 and 1/)
    }
  })
})

function same(found: PairedT, expected: PairedT): void {
  agrees(found.difference, expected.difference, 1e-9, 'difference')
  agrees(found.standardError, expected.standardError, 1e-9, 'standard error')
  agrees(found.p, expected.p, 1e-9, 'p')
  if (found.t === null || !Number.isFinite(found.t)) expect(found.t).toBe(expected.t)
  else expect(found.t).toBeCloseTo(expected.t!, 7)
  found.interval.forEach((end, i) => void agrees(end, expected.interval[i]!, 1e-7, 'interval'))
}
