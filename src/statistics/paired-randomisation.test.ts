import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { derive, drawInteger, drawNormal, type Random, seeded } from '../random.ts'
import { type PairedRandomisationOptions, pairedRandomisation } from './paired-randomisation.ts'

/** The test of differences against zero. */
function testDifferences(differences: readonly number[], options?: PairedRandomisationOptions) {
  return pairedRandomisation(differences, Array(differences.length).fill(0), options)
}

describe('pairedRandomisation', () => {
  test('is the share of sign patterns at least as extreme, both ways', () => {
    // ±1 ±2 ±3: of eight sums, 6 and −6.
    expect(testDifferences([1, 2, 3])).toEqual({ difference: 2, p: 2 / 8, pairs: 3, clusters: 3, exact: true })
    // Observed 3 − 1 + 1 = 3; of 5, 3, 3, 1 and their opposites, three in four reach it.
    expect(testDifferences([3, -1, 1]).p).toBe(3 / 4)
  })

  test('subtracts the second from the first', () => {
    expect(pairedRandomisation([0.5, 0.7], [0.4, 0.2]).difference).toBeCloseTo(0.3, 12)
  })

  test('flips the pairs of a cluster together', () => {
    // 3 − 1 and 1: of the sums ±2 ±1, half reach 3. Unclustered, of ±3 ±1 ±1, three in four do.
    expect(testDifferences([3, 1, -1], { clusters: ['a', 'b', 'a'] })).toMatchObject({
      difference: 1,
      p: 1 / 2,
      pairs: 3,
      clusters: 2,
    })
    expect(testDifferences([3, 1, -1]).p).toBe(3 / 4)
  })

  test('counts sums as equal that differ by rounding alone', () => {
    expect(0.1 + 0.2 - 0.3).not.toBe(0)
    expect(testDifferences([0.1, 0.2, -0.3]).p).toBe(1)
    // In tenths 3 + 1 + 2 − 3 = 3; of 9, 3, 5, −1, 7, 1, 3, −3 and their opposites, six in eight reach it.
    expect(testDifferences([0.3, 0.1, 0.2, -0.3]).p).toBe(6 / 8)
  })

  test('finds no difference where there is none', () => {
    expect(testDifferences([0, 0, 0])).toEqual({ difference: 0, p: 1, pairs: 3, clusters: 3, exact: true })
  })

  test('tries every pattern of up to fifteen pairs that differ, and samples beyond', () => {
    expect(testDifferences([...Array(15).fill(1), 0, 0])).toMatchObject({ exact: true, p: 2 / 2 ** 15 })
    expect(testDifferences(Array(16).fill(1)).exact).toBe(false)
  })

  test('never gives a p of 0', () => {
    expect(testDifferences(Array(200).fill(1)).p).toBe(1 / 10_001)
    expect(testDifferences(Array(200).fill(1), { permutations: 99 }).p).toBe(1 / 100)
  })

  test.prop([fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 24 }), fc.integer()])(
    'is symmetric for every sample: exchanging the sides negates the difference and keeps p',
    (differences, seed) => {
      const zeros = Array<number>(differences.length).fill(0)
      const options = { seed, permutations: 50 }
      const [ab, ba] = [
        pairedRandomisation(differences, zeros, options),
        pairedRandomisation(zeros, differences, options),
      ]
      expect(ba.p).toBe(ab.p)
      expect(ba.difference + ab.difference).toBe(0)
      expect(ab.p).toBeGreaterThan(0)
      expect(ab.p).toBeLessThanOrEqual(1)
    },
  )

  test.prop([fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 8 })])(
    'equals trying every pattern, for every small sample',
    (differences) => {
      expect(testDifferences(differences).p).toBeCloseTo(naiveP(differences), 12)
    },
  )

  test('approaches the exact p by sampling', () => {
    const random = seeded(4)
    const differences = Array.from({ length: 16 }, () => drawNormal(random) + 0.4)
    const exact = naiveP(differences)
    // Standard deviation of a share of 10,000 draws; four of those.
    const tolerance = 4 * Math.sqrt((exact * (1 - exact)) / 10_000)
    expect(exact).toBeGreaterThan(0.01)
    expect(Math.abs(testDifferences(differences).p - exact)).toBeLessThan(tolerance)
  })

  test('flips each pair on its own, however many there are', () => {
    // 32 apart stand the same values, so that signs that came again after a draw's 32 bits would add up.
    const differences = Array.from({ length: 96 }, (_, i) => (i % 32 === 31 ? 6 : i % 3 === 0 ? 2 : -1))
    const exact = exactP(differences)
    expect(exact).toBeGreaterThan(0.1)
    expect(exact).toBeLessThan(0.9)
    const tolerance = 4 * Math.sqrt((exact * (1 - exact)) / 20_000)
    expect(Math.abs(testDifferences(differences, { permutations: 20_000 }).p - exact)).toBeLessThan(tolerance)
  })

  test('draws 10,000 patterns with seed 1 unless told otherwise', () => {
    const random = seeded(6)
    const differences = Array.from({ length: 40 }, () => drawNormal(random))
    const told = testDifferences(differences, { permutations: 10_000, seed: 1 })
    expect(testDifferences(differences)).toEqual(told)
    expect(testDifferences(differences, { seed: 2 })).not.toEqual(told)
  })

  test('repeats for a seed', () => {
    const random = seeded(5)
    const differences = Array.from({ length: 40 }, () => drawNormal(random))
    expect(testDifferences(differences, { seed: 2 })).toEqual(testDifferences(differences, { seed: 2 }))
    expect(testDifferences(differences, { seed: 3 }).p).not.toBe(testDifferences(differences, { seed: 2 }).p)
  })

  test.each([
    [[], [], {}, 'both sides must hold the same pairs, at least one; got 0 and 0.'],
    [[1], [1, 2], {}, 'both sides must hold the same pairs, at least one; got 1 and 2.'],
    [[1, Number.NaN], [1, 2], {}, 'values must be finite; pair 1 is NaN and 2.'],
    [[1], [Number.POSITIVE_INFINITY], {}, 'values must be finite; pair 0 is 1 and Infinity.'],
    [[1, 2], [1, 2], { clusters: ['a'] }, 'clusters must name one a value; got 1 for 2 values.'],
    [[1, 2], [1, 2], { clusters: ['a', 'b', 'c'] }, 'clusters must name one a value; got 3 for 2 values.'],
    [[1], [2], { permutations: 0 }, 'permutations must be a positive integer; got 0.'],
    [[1], [2], { permutations: 2.5 }, 'permutations must be a positive integer; got 2.5.'],
    [[1], [2], { permutations: Number.NaN }, 'permutations must be a positive integer; got NaN.'],
  ])('rejects %j against %j with %j', (first, second, options, message) => {
    expect(() => pairedRandomisation(first, second, options)).toThrow(message)
  })
})

describe('pairedRandomisation of data without a difference', () => {
  const normal = (random: Random): number[] => Array.from({ length: 30 }, () => drawNormal(random))
  const unequal = (random: Random): number[] => Array.from({ length: 30 }, (_, i) => drawNormal(random) * (i + 1) ** 2)
  const skewedSizes = (random: Random): number[] =>
    Array.from({ length: 30 }, () => Math.sign(random() - 0.5) * Math.exp(2 * drawNormal(random)))
  const tied = (random: Random): number[] => Array.from({ length: 40 }, () => drawInteger(random, 3) - 1)

  test.each([
    { name: 'normal', draw: normal },
    { name: 'of unequal spread', draw: unequal },
    { name: 'with a few huge differences', draw: skewedSizes },
  ])('rejects at the level 0.05 as often as that: $name', ({ name, draw }) => {
    // Standard deviation of the share of 2,000: 0.5 %; four of those.
    expect(Math.abs(rejections(name, draw) - 0.05)).toBeLessThan(0.02)
  })

  test('rejects at the level 0.05 no more often than that where many differences tie or vanish', () => {
    expect(rejections('tied', tied)).toBeLessThan(0.07)
    expect(rejections('tied', tied)).toBeGreaterThan(0.02)
  })

  test('needs the clusters where pairs depend on each other', () => {
    const clusters = Array.from({ length: 80 }, (_, i) => i >> 2)
    const clustered = (random: Random): number[] => {
      const common = Array.from({ length: 20 }, () => drawNormal(random))
      return clusters.map((cluster) => common[cluster]! + 0.5 * drawNormal(random))
    }
    expect(Math.abs(rejections('clustered', clustered, clusters) - 0.05)).toBeLessThan(0.02)
    // A cluster's mean has variance 1 + 0.25 ÷ 4, four independent pairs' mean would have 1.25 ÷ 4: the standard error comes
    // out 1.84 times too small, and |z| > 1.96 ÷ 1.84 happens in 29 % of samples.
    expect(Math.abs(rejections('clustered', clustered) - 0.29)).toBeLessThan(0.04)
  })
})

describe('pairedRandomisation agrees with the exact p of other software', () => {
  // Written by SciPy and by enumeration in Python; kept beside the project, not in it.
  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'metrics')

  test('in every paired sample', ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const { paired } = JSON.parse(readFileSync(oracle.path('statistics.json'), 'utf8')) as { paired: readonly Sample[] }
    expect(paired.length).toBeGreaterThan(0)
    for (const { name, a, b, sign_flip_exact } of paired) {
      const { p, exact } = pairedRandomisation(b, a)
      const expected = sign_flip_exact.p
      const tolerance = exact ? 1e-12 : 4 * Math.sqrt((expected * (1 - expected)) / 10_000) + 1e-4
      expect(Math.abs(p - expected), `${name}: ${p}, ${expected}`).toBeLessThanOrEqual(tolerance)
    }
  })
})

interface Sample {
  readonly name: string
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly sign_flip_exact: { readonly p: number }
}

/** Share of 2,000 samples of which the test says p ≤ 5 %. 199 permutations make 5 % an attainable level: 10 of 200. */
function rejections(name: string, draw: (random: Random) => number[], clusters?: readonly number[]): number {
  let rejected = 0
  for (let sample = 0; sample < 2000; sample++) {
    const differences = draw(seeded(derive(sample, name)))
    const options = { permutations: 199, seed: sample, ...(clusters && { clusters }) }
    if (testDifferences(differences, options).p <= 0.05) rejected++
  }
  return rejected / 2000
}

/** p by the distribution of the sum of integers under random signs, which grows by one of them at a time. */
function exactP(differences: readonly number[]): number {
  let shares = new Map([[0, 1]])
  for (const difference of differences) {
    const next = new Map<number, number>()
    for (const [sum, share] of shares) {
      for (const signed of [sum + difference, sum - difference]) next.set(signed, (next.get(signed) ?? 0) + share / 2)
    }
    shares = next
  }
  const observed = Math.abs(differences.reduce((sum, each) => sum + each, 0))
  return [...shares].reduce((p, [sum, share]) => (Math.abs(sum) >= observed ? p + share : p), 0)
}

/** p by the definition, on all 2ⁿ patterns. Integers or generic numbers: no allowance for rounding beyond 1e-9. */
function naiveP(differences: readonly number[]): number {
  const sums = differences.reduce<number[]>((all, each) => all.flatMap((sum) => [sum + each, sum - each]), [0])
  const observed = Math.abs(sums[0]!)
  return sums.filter((sum) => Math.abs(sum) >= observed - 1e-9).length / sums.length
}
