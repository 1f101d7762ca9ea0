import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { derive, seeded } from '../random.ts'
import { seedMargin, seedTest, significantAt } from './seed-test.ts'

const seeds = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 })

describe('seedTest', () => {
  test('is Welch’s test', () => {
    // scipy.stats.ttest_ind([.354, .3527, .3539], [.3411, .3423, .3427], equal_var=False): t 18.0581, p 6.359e-05, interval .00972 to .01328.
    const found = seedTest([0.354, 0.3527, 0.3539], [0.3411, 0.3423, 0.3427])
    expect(found?.t).toBeCloseTo(18.0581, 4)
    expect(found?.p).toBeCloseTo(6.359e-5, 8)
    expect(found?.interval.map((end) => end.toFixed(5))).toEqual(['0.00972', '0.01328'])
  })

  test('is none of single seeds, and of seeds that make no difference', () => {
    expect(seedTest([0.3], [0.1, 0.2])).toBeNull()
    expect(seedTest([0.3, 0.3], [0.1, 0.1])).toBeNull()
    expect(seedTest([0.3, Number.NaN], [0.1, 0.2])).toBeNull()
  })

  test.prop([seeds, seeds])('has one p whichever comes first', (first, second) => {
    const [one, other] = [seedTest(first, second)?.p, seedTest(second, first)?.p]
    if (one == null) expect(other == null).toBe(true)
    else expect(one).toBeCloseTo(other as number, 10)
  })
})

describe('seedTest in the long run', () => {
  test('calls one of two equal systems better in no more than one of twenty', () => {
    const random = seeded(derive(1, 'equal systems'))
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const draws = Array.from({ length: 2000 }, () => [0, 1].map(() => [normal(), normal(), normal()]))
    const alarms = draws.filter(([a, b]) => (seedTest(a ?? [], b ?? [])?.p ?? 1) <= significantAt)
    // Welch's degrees of freedom make it careful with three seeds: 3.9 % of 4,000 other draws.
    expect(alarms.length / draws.length).toBeLessThan(0.05)
    expect(alarms.length).toBeGreaterThan(40)
  })
})

describe('seedMargin', () => {
  test('is half of Student’s interval', () => {
    // t(.975, 2) = 4.3027; the standard deviation of 1, 2, 3 is 1.
    expect(seedMargin([1, 2, 3])).toBeCloseTo(4.3027 / Math.sqrt(3), 3)
    expect(seedMargin([1])).toBeNull()
  })
})
