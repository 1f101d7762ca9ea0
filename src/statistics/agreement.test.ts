import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { derive, drawNormal, type Random, seeded } from '../random.ts'
import { acceleration } from './bca.ts'
import { bootstrap } from './bootstrap.ts'
import { clusterTotals } from './clusters.ts'
import { kendallTau } from './kendall-tau.ts'
import { minimumDetectableEffect } from './minimum-detectable-effect.ts'
import { benjaminiHochberg, holm } from './multiple-tests.ts'
import { pairedSeeds } from './paired-seeds.ts'
import { pairedT } from './paired-t.ts'

describe('examples worked by hand', () => {
  test('a t of differences 1, 2 and 3 is 2 over 1 ÷ √3', () => {
    expect(pairedT([1, 2, 3], [0, 0, 0])).toMatchObject({ difference: 2, df: 2, pairs: 3, clusters: 3 })
    expect(pairedT([1, 2, 3], [0, 0, 0]).t).toBeCloseTo(2 * Math.sqrt(3), 12)
  })

  test('identical sides have no t, and a constant difference an infinite one', () => {
    expect(pairedT([0.1, 0.2], [0.1, 0.2])).toMatchObject({ t: null, p: null, interval: [0, 0] })
    expect(pairedT([0.35, 0.95], [0.1, 0.7])).toMatchObject({ t: Number.POSITIVE_INFINITY, p: 0 })
  })

  test('Holm multiplies by the tests left, Benjamini and Hochberg by tests ÷ rank', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    benjaminiHochberg([0.01, 0.04, 0.03, 0.005]).forEach((p, i) => {
      expect(p).toBeCloseTo([0.02, 0.04, 0.04, 0.02][i]!, 12)
    })
  })

  test("Kendall's tau of four in the same order is 1, as 2 of 24 orders are so extreme", () => {
    expect(kendallTau([1, 2, 3, 4], [5, 6, 7, 8])!.tau).toBeCloseTo(1, 12)
    expect(kendallTau([1, 2, 3, 4], [5, 6, 7, 8])!.p).toBeCloseTo(2 / 24, 12)
    expect(kendallTau([1, 1], [1, 2])).toBe(null)
  })

  test('a constant has no BCa interval, and a percentile interval of no width', () => {
    expect(bootstrap([2, 2, 2]).interval).toBe(null)
    expect(bootstrap([2, 2, 2], { method: 'percentile' }).interval).toEqual([2, 2])
  })
})

describe('long-run behaviour', () => {
  const clusters = Array.from({ length: 120 }, (_, i) => i % 40)
  const clustered = (random: Random): number[] => {
    const common = Array.from({ length: 40 }, () => drawNormal(random))
    return clusters.map((cluster) => common[cluster]! + 0.5 * drawNormal(random))
  }

  test('the intervals hold the mean in 95 % of clustered samples, and far less often without the clusters', () => {
    const zeros = new Float64Array(120)
    const shares = share(1000, (random) => {
      const values = clustered(random)
      const intervals = [
        pairedT(values, zeros, { clusters }).interval,
        pairedT(values, zeros).interval,
        bootstrap(values, { clusters, resamples: 500 }).interval!,
      ]
      return intervals.map(([low, high]) => low <= 0 && 0 <= high)
    })
    expect(Math.abs(shares[0]! - 0.95)).toBeLessThan(0.03)
    expect(shares[1]!).toBeLessThan(0.85)
    expect(Math.abs(shares[2]! - 0.95)).toBeLessThan(0.04)
  })

  test('an effect of the detectable size is found in four of five samples', () => {
    // Each value's spread is √1.25 and a cluster's three share most of it: standard error of the mean 0.1646.
    const effect = 0.1646 * (2.0227 + 0.8509)
    const zeros = new Float64Array(120)
    const [found] = share(2000, (random) => [
      pairedT(
        clustered(random).map((value) => value + effect),
        zeros,
        { clusters },
      ).p! <= 0.05,
    ])
    expect(Math.abs(found! - 0.8)).toBeLessThan(0.04)
    const values = clustered(seeded(1))
    const { standardError } = pairedT(values, zeros, { clusters })
    expect(minimumDetectableEffect({ values, clusters })!).toBeCloseTo((2.0227 + 0.8509) * standardError, 3)
  })

  test.each([0, 1])('seeds and queries together are rejected at their level, with query spread %d', (spread) => {
    const [both, alone] = share(1000, (random) => {
      const query = Array.from({ length: 50 }, () => spread * drawNormal(random))
      const system = (seeds: number) =>
        Array.from({ length: seeds }, () => {
          const luck = drawNormal(random)
          return query.map((value) => value + luck + drawNormal(random))
        })
      const [first, second] = [system(3), system(5)]
      const means = [first, second].map((rows) =>
        query.map((_, i) => rows.reduce((s, row) => s + row[i]! / rows.length, 0)),
      )
      return [pairedSeeds(first, second).p! <= 0.05, pairedT(means[0]!, means[1]!).p! <= 0.05]
    })
    expect(Math.abs(both! - 0.05)).toBeLessThan(0.03)
    expect(alone!).toBeGreaterThan(0.5)
  })
})

/** How often each of several statements holds. */
function share(samples: number, holds: (random: Random) => boolean[]): number[] {
  const all = Array.from({ length: samples }, (_, sample) => holds(seeded(derive(sample, 'long run'))))
  return all[0]!.map((_, i) => all.filter((each) => each[i]).length / samples)
}

describe('agreement with SciPy', () => {
  // Kept beside the project, not in it.
  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'metrics')
  // biome-ignore lint/suspicious/noExplicitAny: a file of others, read once
  const read = (): any => JSON.parse(readFileSync(oracle.path('statistics.json'), 'utf8'))

  test('in every paired sample', ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    for (const { name, a, b, t_test: expected, bootstrap: intervals } of read().paired) {
      const { t, p, df, interval } = pairedT(b, a)
      expect(df, name).toBe(expected.df)
      close(Number.isFinite(t) ? t : null, expected.statistic, 1e-9, name)
      close(p, expected.p, 1e-9, name)
      close(interval[0], expected.ci95[0], 1e-9, name)
      close(interval[1], expected.ci95[1], 1e-9, name)
      if (!intervals) continue
      const values = b.map((value: number, i: number) => value - a[i])
      for (const [method, key] of [
        ['percentile', 'percentile'],
        ['bca', 'BCa'],
      ] as const) {
        const found = bootstrap(values, { method, resamples: 20_000 })
        close(found.interval?.[0] ?? null, intervals[key].low, intervals[key].tolerance?.[0], `${name} ${key} low`)
        close(found.interval?.[1] ?? null, intervals[key].high, intervals[key].tolerance?.[1], `${name} ${key} high`)
      }
      if (intervals.bca_acceleration !== null)
        close(acceleration(clusterTotals('test', values)), intervals.bca_acceleration, 1e-9, name)
    }
  })

  test('in every family, order and clustered sample', ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const { holm: families, kendall_tau_b: orders, clustered_bootstrap: samples } = read()
    for (const { name, p, adjusted } of families)
      holm(p).forEach((each, i) => void close(each, adjusted[i], 1e-12, name))
    for (const { name, x, y, tau_b, p } of orders) {
      close(kendallTau(x, y)?.tau ?? null, tau_b, 1e-12, name)
      close(kendallTau(x, y)?.p ?? null, p, 1e-9, name)
    }
    for (const sample of samples) {
      const found = bootstrap(sample.values, { clusters: sample.cluster, method: 'percentile', resamples: 20_000 })
      close(found.standardError, sample.standard_error, sample.tolerance, sample.name)
      close(found.interval![0], sample.percentile95[0], sample.percentile95_tolerance[0], sample.name)
      close(found.interval![1], sample.percentile95[1], sample.percentile95_tolerance[1], sample.name)
    }
  })

  function close(value: number | null, expected: number | null, tolerance: number, name: string): void {
    if (value === null || expected === null) expect(value, name).toBe(expected)
    else expect(Math.abs(value - expected), `${name}: ${value}, ${expected}`).toBeLessThanOrEqual(tolerance)
  }
})
