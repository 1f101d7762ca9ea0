/** Bits of every half-precision number as 32-bit ones. Made when first asked for: 256 KiB, in a few milliseconds. */
let singles: Uint32Array | undefined

/**
 * IEEE 754 half-precision numbers → 32 bits. Exact: subnormals, signed zeros, infinities and the payloads of NaN included.
 *
 * @param halves bits of the numbers
 * @param out at least as long
 */
export function widenF16(halves: Uint16Array, out: Float32Array): void {
  singles ??= Uint32Array.from({ length: 65536 }, (_, half) => singleOfHalf(half))
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length)
  for (let i = 0; i < halves.length; i++) bits[i] = singles[halves[i]!]!
}

/** bfloat16 numbers, the upper halves of 32-bit ones, → 32 bits. Exact. */
export function widenBF16(halves: Uint16Array, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length)
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16
}

/** Half: 1 sign, 5 exponent (bias 15) and 10 fraction bits. Single: 1, 8 (bias 127) and 23. */
function singleOfHalf(half: number): number {
  const sign = (half & 0x8000) << 16
  const exponent = (half >> 10) & 31
  const fraction = half & 1023
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13)
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13)
  if (fraction === 0) return sign
  // A subnormal half is a normal single: the leading 1 of the fraction becomes the hidden bit.
  const shift = Math.clz32(fraction) - 21
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 1023) << 13)
}
