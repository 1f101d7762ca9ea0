/** A message or a part of one: its bytes in pieces, so that large ones are copied once, at the end. */
export type Parts = readonly Uint8Array[]

// Protocol buffers: a field is its number and kind in one varint, then a varint, 4 bytes, or a length and so many bytes.

export function number(at: number, value: number): Parts {
  return [varint(at << 3), varint(value)]
}

export function float(at: number, value: number): Parts {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return [varint((at << 3) | 5), bytes]
}

export function text(at: number, value: string): Parts {
  return field(at, Buffer.from(value))
}

export function field(at: number, ...values: readonly (Uint8Array | Parts)[]): Parts {
  const parts = values.flat()
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return [varint((at << 3) | 2), varint(length), ...parts]
}

/** An integer by its 64 bits, seven a byte, the lowest first. A negative one is its two's complement. */
function varint(value: number): Uint8Array {
  const septets: number[] = []
  if (value < 0) {
    let rest = BigInt.asUintN(64, BigInt(value))
    for (; rest > 127n; rest >>= 7n) septets.push(Number(rest & 127n) | 128)
    return Uint8Array.from([...septets, Number(rest)])
  }
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) septets.push((rest % 128) | 128)
  return Uint8Array.from([...septets, rest])
}
