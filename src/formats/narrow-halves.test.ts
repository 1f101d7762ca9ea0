import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { widenF16 } from './half-floats.ts'
import { narrowF16 } from './narrow-halves.ts'

function halves(...values: readonly number[]): number[] {
  const out = new Uint16Array(values.length)
  narrowF16(Float32Array.from(values), out)
  return [...out]
}

function singles(...bits: readonly number[]): number[] {
  const out = new Float32Array(bits.length)
  widenF16(Uint16Array.from(bits), out)
  return [...out]
}

describe('narrowF16', () => {
  test('knows one, minus two, the greatest, what is beyond it, the least, and half of that', () => {
    const values = [1, -2, 65504, 65520, 2 ** -24, 2 ** -25, -0, -Infinity]
    expect(halves(...values)).toEqual([0x3c00, 0xc000, 0x7bff, 0x7c00, 1, 0, 0x8000, 0xfc00])
  })

  test('keeps every half-precision number, and NaN as one', () => {
    const every = Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => (bits & 0x7fff) <= 0x7c00)
    expect(halves(...singles(...every))).toEqual(every)
    expect(singles(...halves(Number.NaN))).toEqual([Number.NaN])
  })

  test('rounds what lies between two to the even one', () => {
    const lower = Array.from({ length: 0x7bff }, (_, bits) => bits)
    const between = lower.map((bits) => (singles(bits)[0]! + singles(bits + 1)[0]!) / 2)
    expect(halves(...between)).toEqual(lower.map((bits) => bits + (bits % 2)))
  })

  propertyTest.prop([fc.float({ noNaN: true, min: -65504, max: 65504 })], { numRuns: 2000 })(
    'gives the nearest, for every number',
    (value) => {
      const [half] = halves(value) as [number]
      const [away, ...neighbours] = singles(half, half + 1, Math.max(half - 1, half & 0x8000)).map((one) =>
        Math.abs(one - value),
      )
      for (const other of neighbours) expect(away).toBeLessThanOrEqual(other)
    },
  )
})
