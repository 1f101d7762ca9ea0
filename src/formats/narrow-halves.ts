/**
 * 32-bit numbers → IEEE 754 half-precision ones, rounded to the nearest, ties to even. What is too large becomes infinite,
 * what is too small zero of its sign; NaN stays one.
 *
 * @param out at least as long; takes the bits
 */
export function narrowF16(values: Float32Array, out: Uint16Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < bits.length; i++) out[i] = halfOfSingle(bits[i]!)
}

function halfOfSingle(single: number): number {
  const sign = (single >>> 16) & 0x8000
  const exponent = (single >>> 23) & 255
  const fraction = single & 0x7fffff
  if (exponent === 255) return sign | (fraction === 0 ? 0x7c00 : 0x7e00)
  if (exponent > 142) return sign | 0x7c00
  if (exponent > 112) return sign | rounded(((exponent - 112) << 23) | fraction, 13)
  // A subnormal half counts in units of 2⁻²⁴; below half of one, nothing is left.
  return exponent < 102 ? sign : sign | rounded(fraction | 0x800000, 126 - exponent)
}

/** Without its last bits, to the nearest, ties to even. A carry goes into the exponent, where it belongs. */
function rounded(bits: number, dropped: number): number {
  const kept = bits >>> dropped
  const rest = bits & ((1 << dropped) - 1)
  const half = 1 << (dropped - 1)
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept
}
