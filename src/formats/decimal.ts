const exactPowers: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const [plus, minus, point, zero] = [43, 45, 46, 48]
/** Bit that turns `E` into `e`. */
const lowerCase = 32
const letterE = 101

/**
 * The number that bytes spell in decimal notation, to the nearest double, or NaN where they spell none: an optional sign,
 * digits with at most one point among, before or after them, an optional exponent. C's `atof` reads these alike; what it
 * reads beside them (words, `0,5`, hexadecimals, blanks) is NaN here.
 *
 * A number whose digits fit 53 bits and whose power of ten is at most 22 is one exact product or quotient
 * (Clinger 1990, How to read floating point numbers accurately); all others go through `Number`.
 */
export function decimal(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  const sign = bytes[at]
  if (sign === minus || sign === plus) at++
  let digits = 0
  let exponent = 0
  let mantissa = 0
  let pointAt = -1
  for (; at < to; at++) {
    const byte = bytes[at]!
    const digit = byte - zero
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit
      digits++
    } else if (byte === point && pointAt < 0) {
      pointAt = at
    } else break
  }
  if (digits === 0) return Number.NaN
  if (pointAt >= 0) exponent = pointAt + 1 - at
  if (at < to) {
    if ((bytes[at]! | lowerCase) !== letterE) return Number.NaN
    const power = integer(bytes, at + 1, to)
    if (Number.isNaN(power)) return Number.NaN
    exponent += power
  }
  // Below 2⁵³ every step above was exact; at or beyond it the sum can only be at or beyond it too.
  if (mantissa < 2 ** 53 && exponent >= -22 && exponent <= 22) {
    const value = exponent < 0 ? mantissa / exactPowers[-exponent]! : mantissa * exactPowers[exponent]!
    return sign === minus ? -value : value
  }
  return Number(spelled(bytes, from, to))
}

/** The integer that bytes spell, with an optional sign; NaN where they spell none, or one that a double cannot hold. */
export function integer(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  const sign = bytes[at]
  if (sign === minus || sign === plus) at++
  if (at >= to) return Number.NaN
  let value = 0
  for (; at < to; at++) {
    const digit = bytes[at]! - zero
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return sign === minus ? -value : value
}

function spelled({ buffer, byteOffset }: Uint8Array, from: number, to: number): string {
  return Buffer.from(buffer, byteOffset + from, to - from).toString('latin1')
}
