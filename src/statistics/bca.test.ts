import { describe, expect, test } from 'vitest'
import { acceleration, bias, correctedShare } from './bca.ts'
import { clusterTotals } from './clusters.ts'

/** Below it lies 84.13 % of the standard normal distribution: one standard deviation. */
const oneDeviation = 0.8413447460685429

describe('bias', () => {
  test('is the probit of the share below the estimate', () => {
    const means = Float64Array.from({ length: 1000 }, (_, i) => (i < 841 ? 0 : 2))
    expect(bias(means, 1, 0)).toBeCloseTo(1, 2)
    expect(
      bias(
        means.map((mean) => 2 - mean),
        1,
        0,
      ),
    ).toBeCloseTo(-1, 2)
  })

  test('counts half of the means that equal the estimate, as far as rounding can tell', () => {
    expect(bias(Float64Array.of(0, 1, 1, 2), 1, 0)).toBe(0)
    // All three lie within the rounding, its ends included; half of them count.
    expect(bias(Float64Array.of(0.5, 1, 1.5), 1, 0.5)).toBe(0)
    expect(bias(Float64Array.of(0, 0.5, 0.5, 1.5), 1, 0.5)).toBeCloseTo(0.31863936396437526, 12)
  })

  test('is infinite where all means lie on one side', () => {
    expect(bias(Float64Array.of(0, 0), 1, 0)).toBe(Number.POSITIVE_INFINITY)
    expect(bias(Float64Array.of(2, 2), 1, 0)).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('acceleration', () => {
  test('is a sixth of the skewness of the jackknife', () => {
    // Of 0, 0 and 3 the means without one are 1.5, 1.5 and 0: cubes −1 ÷ 8 twice and 1, squares 1.5.
    expect(acceleration(clusterTotals('test', [0, 0, 3]))).toBeCloseTo(0.75 / (6 * 1.5 ** 1.5), 12)
  })

  test('leaves out whole clusters', () => {
    // Without a 8 ÷ 2, without b 10 ÷ 3, without c 6 ÷ 3: their mean 28 ÷ 9 less each is −8, −2 and 10 ninths.
    const totals = clusterTotals('test', [1, 3, 2, 6], ['a', 'a', 'b', 'c'])
    const [squares, cubes] = [(64 + 4 + 100) / 81, (-512 - 8 + 1000) / 729]
    expect(acceleration(totals)).toBeCloseTo(cubes / (6 * squares ** 1.5), 12)
  })
})

describe('correctedShare', () => {
  test('is the share itself without bias and acceleration', () => {
    for (const share of [0.025, 0.5, 0.9]) expect(correctedShare(share, 0, 0)).toBeCloseTo(share, 12)
  })

  test('shifts by twice the bias', () => {
    // Φ(0.5 + 0.5 + 0) and Φ(−0.5 − 0.5 + 2).
    expect(correctedShare(0.5, 0.5, 0)).toBeCloseTo(oneDeviation, 12)
    expect(correctedShare(0.9772498680518208, -0.5, 0)).toBeCloseTo(oneDeviation, 12)
  })

  test('stretches the upper tail where the standard error grows with the mean', () => {
    // Φ(0 + 0.5 ÷ (1 − 0.5)), and with a bias Φ(0.25 + (0.25 + 0.25) ÷ (1 − ⅓)).
    expect(correctedShare(0.6914624612740131, 0, 1)).toBeCloseTo(oneDeviation, 12)
    expect(correctedShare(0.5987063256829237, 0.25, 2 / 3)).toBeCloseTo(oneDeviation, 12)
  })
})
