import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { binomialBound, longRun } from '../../fixtures/long-run.ts'
import { agrees } from '../../fixtures/statistics-oracle.ts'
import { drawNormal, type Random } from '../random.ts'
import { type PairedSeeds, pairedSeeds } from './paired-seeds.ts'
import { pairedT } from './paired-t.ts'

const queries = 6
const rows = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: queries, maxLength: queries }), {
  minLength: 2,
  maxLength: 4,
})
const clusters = ['a', 'a', 'b', 'c', 'c', 'c']

describe('pairedSeeds', () => {
  test('adds the variances between queries and between seeds', () => {
    // Differences of the queries 1 and 3, variance of their mean 1; means of first's seeds 1 and 3, likewise 1; no more.
    const found = pairedSeeds(
      [
        [0, 2],
        [2, 4],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    )
    expect(found).toMatchObject({ difference: 2, seeds: [2, 2], queries: 2, clusters: 2 })
    expect(found.standardError).toBeCloseTo(Math.SQRT2, 12)
    // Satterthwaite: 2² over 1² ÷ 1 twice. With 2 degrees of freedom p = 1 − t ÷ √(2 + t²).
    expect(found.df).toBeCloseTo(2, 12)
    expect(found.p).toBeCloseTo(1 - Math.SQRT2 / 2, 12)
    // Its 0.975 quantile is 0.95 ÷ √(2 · 0.975 · 0.025).
    expect(found.interval[1]).toBeCloseTo(2 + (0.95 / Math.sqrt(0.04875)) * Math.SQRT2, 9)
  })

  const still = [
    [0, 0],
    [0, 0],
  ]

  test('is never surer than seeds alone, or what seeds and queries both hold, allow', () => {
    // Queries 0; seeds −2 and 2: variance 4; residuals ±1: variance 1. 0 + 4 − 1 is less than 4.
    const seeds = pairedSeeds(
      [
        [-1, -3],
        [1, 3],
      ],
      still,
    )
    expect(seeds.standardError).toBeCloseTo(2, 12)
    expect(seeds.df).toBeCloseTo(4 ** 2 / (4 ** 2 + 1), 12)
    // Queries and seeds 0; residuals ±1 alone.
    const both = pairedSeeds(
      [
        [1, -1],
        [-1, 1],
      ],
      still,
    )
    expect(both.standardError).toBeCloseTo(1, 12)
    expect(both.df).toBeCloseTo(1, 12)
  })

  test('says how many seeds of which system, queries and clusters it had', () => {
    const found = pairedSeeds(
      [
        [1, 2, 4],
        [2, 4, 7],
      ],
      [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
      ],
      { clusters: [7, 8, 7] },
    )
    expect(found).toMatchObject({ seeds: [2, 3], queries: 3, clusters: 2 })
  })

  test('takes what rounding alone can make of equal differences as equal', () => {
    const twice = (row: number[]): number[][] => [row, row]
    expect(pairedSeeds(twice([0.35, 0.95, 0.35]), twice([0.1, 0.7, 0.1]))).toMatchObject({ p: 0, df: 2 })
    expect(pairedSeeds(twice([-0.35, -0.95]), twice([-0.1, -0.7])).p).toBe(0)
    // The larger side decides how much that is: a third of thrice 100,000.1 is not 100,000.1.
    const [large, zeros] = [twice(Array(3).fill(100_000.1)), twice([0, 0, 0])]
    expect(pairedSeeds(large, zeros).p).toBe(0)
    expect(pairedSeeds(zeros, large).p).toBe(0)
    expect(pairedSeeds(zeros, zeros)).toMatchObject({ t: null, p: null, df: 2 })
    // 2 over 1 ÷ √3, as of 1, 2 and 3.
    expect(pairedSeeds(twice([1.0001, 1.0002, 1.0003]), twice([1, 1, 1])).t).toBeCloseTo(2 * Math.sqrt(3), 9)
  })

  test.prop([rows, rows])('does not change where every query is given twice in its cluster', (first, second) => {
    const twice = (system: number[][]): number[][] => system.map((row) => [...row, ...row])
    same(
      pairedSeeds(twice(first), twice(second), { clusters: [...clusters, ...clusters] }),
      pairedSeeds(first, second, { clusters }),
    )
  })

  test('counts once what seeds and queries both hold', () => {
    // Queries 0 and 4: variance 4. Seeds 1 and 3: 1. Residuals ±1 of four values, two a seed: 4 · 2 ÷ (2 · 2²) = 1.
    const found = pairedSeeds(
      [
        [0, 2],
        [0, 6],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    )
    expect(found.difference).toBe(2)
    expect(found.standardError).toBeCloseTo(Math.sqrt(4 + 1 - 1), 12)
    expect(found.df).toBeCloseTo(4 ** 2 / (4 ** 2 + 1 + 1), 12)
  })

  test.prop([rows, rows])('is the t test over queries where seeds make no difference', ([first], [second]) => {
    const found = pairedSeeds([first!, first!], [second!, second!], { clusters })
    const { t, p, standardError, difference } = pairedT(first!, second!, { clusters })
    expect(found.difference).toBeCloseTo(difference, 9)
    expect(found.standardError).toBeCloseTo(standardError, 9)
    agrees(found.p, p, 1e-9, 'p')
    if (t !== null && Number.isFinite(t)) expect(found.t).toBeCloseTo(t, 6)
    else expect(found.t).toBe(t)
  })

  test.prop([rows, rows])('changes the signs of difference, t and interval, not p, with the sides', (first, second) => {
    const found = pairedSeeds(first, second, { clusters })
    const exchanged = pairedSeeds(second, first, { clusters })
    expect(exchanged.seeds).toEqual([found.seeds[1], found.seeds[0]])
    same(exchanged, { ...found, ...negated(found) })
  })

  test.prop([rows, rows, fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 })])(
    'follows the scale of the values, and neither a shift of both nor the order of seeds and queries',
    (first, second, shift, scale) => {
      const moved = (system: number[][]): number[][] =>
        system.map((row) => row.map((value) => shift + scale * value).reverse()).reverse()
      const found = pairedSeeds(moved(first), moved(second), { clusters: [...clusters].reverse() })
      const plain = pairedSeeds(first, second, { clusters })
      same(found, {
        ...plain,
        difference: scale * plain.difference,
        standardError: scale * plain.standardError,
        interval: [scale * plain.interval[0], scale * plain.interval[1]],
      })
    },
  )

  test.prop([rows, rows])('has no smaller standard error than a test over queries alone', (first, second) => {
    const means = [first, second].map((system) =>
      clusters.map((_, query) => system.reduce((sum, row) => sum + row[query]! / system.length, 0)),
    )
    const alone = pairedT(means[0]!, means[1]!, { clusters }).standardError
    expect(pairedSeeds(first, second, { clusters }).standardError).toBeGreaterThanOrEqual(alone - 1e-9)
  })

  test.each([
    { seeds: [3, 5], spread: 0, clustered: false },
    { seeds: [3, 5], spread: 1, clustered: false },
    { seeds: [2, 2], spread: 0, clustered: false },
    { seeds: [2, 2], spread: 1, clustered: false },
    { seeds: [3, 3], spread: 1, clustered: true },
    { seeds: [2, 2], spread: 1, clustered: true },
  ] as const)('finds a difference where there is none in 5 % of samples: %o', ({ seeds, spread, clustered }) => {
    const places = Array.from({ length: 48 }, (_, i) => (clustered ? i % 16 : i))
    const [both, alone] = longRun(1000, (random) => {
      const systems = seeds.map((count) => drawSystem({ places, spread, count, random }))
      const means = systems.map((system) =>
        places.map((_, query) => system.reduce((sum, row) => sum + row[query]! / system.length, 0)),
      )
      const options = { clusters: places }
      return [
        pairedSeeds(systems[0]!, systems[1]!, options).p! <= 0.05,
        pairedT(means[0]!, means[1]!, options).p! <= 0.05,
      ]
    })
    // Satterthwaite's degrees of freedom are an approximation: of few seeds it errs by up to 0.02, mostly to the safe side.
    expect(both!).toBeLessThan(0.05 + binomialBound(0.05, 1000))
    expect(both!).toBeGreaterThan(0.05 - binomialBound(0.05, 1000) - 0.02)
    // A test over queries alone errs at least twice as often as it says.
    expect(alone!).toBeGreaterThan(0.1)
  })

  test('needs two seeds a system, the same finite queries in each, two clusters, and a share', () => {
    const system = [
      [1, 2],
      [2, 4],
    ]
    expect(() => pairedSeeds([], system)).toThrow(/^pairedSeeds: each system needs at least 2 seeds; got 0 and 2/)
    expect(() => pairedSeeds(system, [[1, 2]])).toThrow(/^pairedSeeds: each system needs at least 2 seeds; got 2 and 1/)
    expect(() => pairedSeeds(system, [[1, 2], [1]])).toThrow(/^pairedSeeds: every seed must hold the same queries/)
    expect(() =>
      pairedSeeds(system, [
        [1, 2],
        [1, 2, 3],
      ]),
    ).toThrow(/same queries; got 2 and 3/)
    expect(() => pairedSeeds([[], []], [[], []])).toThrow(/^pairedSeeds: at least one value is needed/)
    expect(() => pairedSeeds([[1], [2]], [[1], [2]])).toThrow(/^pairedSeeds: at least 2 independent/)
    expect(() => pairedSeeds(system, system, { clusters: [7, 7] })).toThrow(/^pairedSeeds: at least 2 independent/)
    expect(() => pairedSeeds(system, system, { clusters: [7] })).toThrow(/^pairedSeeds: clusters must name one a value/)
    const undefinedValue = [
      [1, 2],
      [1, Number.NaN],
    ]
    expect(() => pairedSeeds(system, undefinedValue)).toThrow(/^pairedSeeds: values must be finite; value 1 is NaN/)
    for (const confidence of [0, 1, 95]) {
      expect(() => pairedSeeds(system, system, { confidence })).toThrow(/confidence must lie between 0 and 1/)
    }
  })
})

interface Drawn {
  /** Cluster of each query. */
  readonly places: readonly number[]
  /** Of what a cluster of queries adds to this system alone. */
  readonly spread: number
  readonly count: number
  readonly random: Random
}

/** A system of mean 0: what suits it in each cluster, each seed's luck, and noise. */
function drawSystem({ places, spread, count, random }: Drawn): number[][] {
  const suited = places.map(() => spread * drawNormal(random))
  return Array.from({ length: count }, () => {
    const luck = 0.5 * drawNormal(random)
    return places.map((place) => suited[place]! + luck + drawNormal(random))
  })
}

function negated({ difference, t, interval }: PairedSeeds): Pick<PairedSeeds, 'difference' | 't' | 'interval'> {
  return { difference: -difference, t: t && -t, interval: [-interval[1], -interval[0]] }
}

function same(found: PairedSeeds, expected: PairedSeeds): void {
  agrees(found.difference, expected.difference, 1e-9, 'difference')
  agrees(found.standardError, expected.standardError, 1e-9, 'standard error')
  agrees(found.p, expected.p, 1e-7, 'p')
  if (expected.t === null || !Number.isFinite(expected.t)) expect(found.t).toBe(expected.t)
  else expect(found.t).toBeCloseTo(expected.t, 6)
  found.interval.forEach((end, i) => {
    expect(Math.abs(end - expected.interval[i]!)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(end)))
  })
}
