import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { quantised } from './quantised.ts'

describe('quantised', () => {
  test('scales each output by its greatest weight, and turns the matrix', () => {
    const found = quantised(Float32Array.of(63, -31.4, 0, 0, 1, -2), 3)
    expect(found.scales).toEqual(Float32Array.of(1, 1, 2 / 63))
    expect(found.values).toEqual(Int8Array.of(63, 0, 32, -31, 0, -63))
    expect([found.inputs, found.outputs]).toEqual([2, 3])
  })

  test('keeps a weight that is no number from looking like one', () => {
    expect(quantised(Float32Array.of(1, Number.NaN), 1).scales).toEqual(Float32Array.of(Number.NaN))
  })

  property.prop([fc.array(fc.integer({ min: -9999, max: 9999 }), { minLength: 1, maxLength: 20 })])(
    'is off by half a step at most',
    (weights) => {
      const { values, scales } = quantised(Float32Array.from(weights), 1)
      const step = scales[0]!
      for (const [i, value] of weights.entries()) {
        expect(Math.abs(values[i]! * step - value)).toBeLessThanOrEqual(step * 0.5001)
      }
    },
  )
})
