import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { constant, linearDecay, warmUp } from './schedules.ts'

const factors = (schedule: { factor(step: number, steps: number): number }, steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => schedule.factor(step, steps))

describe('schedules', () => {
  test('constant stays at 1', () => {
    expect(factors(constant(), 3)).toEqual([1, 1, 1])
  })

  test('linear decay goes from 1 to its end in a straight line', () => {
    expect(factors(linearDecay({ to: 0.2 }), 5)).toEqual(
      [1, 0.8, 0.6, 0.4, 0.2].map((factor) => expect.closeTo(factor, 12)),
    )
    expect(linearDecay().factor(99, 100)).toBeCloseTo(0.1, 12)
  })

  test('warm-up rises, then hands over what is left', () => {
    const expected = [0.5, 1, 1, 0.5, 0].map((factor) => expect.closeTo(factor, 12))
    expect(factors(warmUp({ steps: 2, after: linearDecay({ to: 0 }) }), 5)).toEqual(expected)
  })

  test('warm-up names what follows in its configuration', () => {
    expect(warmUp({ steps: 2 }).configuration).toEqual({
      steps: 2,
      after: { name: 'linear-decay', configuration: { to: 0.1 } },
    })
  })

  test.prop([
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 50 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ])('lie in [0, 1] for every step of every training', (steps, rising, to) => {
    for (const schedule of [linearDecay({ to }), warmUp({ steps: rising, after: linearDecay({ to }) })]) {
      expect(factors(schedule, steps).every((factor) => factor >= -1e-12 && factor <= 1)).toBe(true)
    }
  })

  test.each([-0.1, 1.1, Number.NaN])('linear decay rejects an end of %f', (to) => {
    expect(() => linearDecay({ to })).toThrow('to must be in [0, 1]')
  })

  test.each([0, 1.5, Number.NaN])('warm-up rejects %f steps', (steps) => {
    expect(() => warmUp({ steps })).toThrow('steps must be a positive integer')
  })
})
