import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { lossCurve } from './loss-curve.ts'

describe('lossCurve', () => {
  test('keeps every step of a short training', () => {
    expect(lossCurve(Float64Array.of(3, 2))).toEqual([
      { step: 1, loss: 3 },
      { step: 2, loss: 2 },
    ])
  })

  test('averages the steps of a long one', () => {
    const [first, second] = lossCurve(Float64Array.from({ length: 400 }, (_, i) => i))
    expect([first, second]).toEqual([
      { step: 2, loss: 0.5 },
      { step: 4, loss: 2.5 },
    ])
  })

  test.prop([fc.integer({ min: 1, max: 5000 })])('ends at the last step, with at most 200 points', (steps) => {
    const curve = lossCurve(new Float64Array(steps).fill(1.5))
    expect(curve.at(-1)).toEqual({ step: steps, loss: 1.5 })
    expect(curve.length).toBeLessThanOrEqual(200)
  })
})
