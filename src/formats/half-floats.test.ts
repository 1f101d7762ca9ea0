import { describe, expect, test } from 'vitest'
import { widenBF16, widenF16 } from './half-floats.ts'

const every = Uint16Array.from({ length: 65536 }, (_, bits) => bits)

/** By the definition of IEEE 754 formats, in doubles, which hold all of them exactly. */
function value(bits: number, { exponentBits, fractionBits }: { exponentBits: number; fractionBits: number }): number {
  const sign = bits >> 15 ? -1 : 1
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1)
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits
  const bias = 2 ** (exponentBits - 1) - 1
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : Number.NaN
  return exponent === 0 ? sign * 2 ** (1 - bias) * fraction : sign * 2 ** (exponent - bias) * (1 + fraction)
}

function widened(widen: typeof widenF16, ...bits: readonly number[]): number[] {
  const out = new Float32Array(bits.length)
  widen(Uint16Array.from(bits), out)
  return [...out]
}

describe('widenF16', () => {
  test('knows one, the greatest, the least, both zeros and infinity', () => {
    expect(widened(widenF16, 0x3c00, 0x7bff, 0x0001, 0, 0x8000, 0xfc00)).toEqual([1, 65504, 2 ** -24, 0, -0, -Infinity])
  })

  test('is exact for every half-precision number', () => {
    const expected = [...every].map((bits) => value(bits, { exponentBits: 5, fractionBits: 10 }))
    expect(widened(widenF16, ...every)).toEqual(expected)
  })

  test('writes as many numbers as it was given, from where the array begins', () => {
    const out = new Float32Array(4)
    widenF16(Uint16Array.of(0x3c00, 0x4000), out.subarray(1))
    expect([...out]).toEqual([0, 1, 2, 0])
  })
})

describe('widenBF16', () => {
  test('knows one, minus two and a subnormal', () => {
    expect(widened(widenBF16, 0x3f80, 0xc000, 0x0001)).toEqual([1, -2, 2 ** -133])
  })

  test('is exact for every bfloat16 number', () => {
    const expected = [...every].map((bits) => value(bits, { exponentBits: 8, fractionBits: 7 }))
    expect(widened(widenBF16, ...every)).toEqual(expected)
  })
})
