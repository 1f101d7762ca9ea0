/** The few of ONNX's numbers that are needed here. @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const float32 = 1
const irVersion = 8
const operatorSet = 13

/**
 * The bytes of an ONNX model with one node: `scores` [m × n] = `queries` [m × k] · documents [k × n]. The documents are
 * a constant, so that the runtime packs them once for all products.
 *
 * @param transposed k × n values, row-major
 */
export function productModel(transposed: Float32Array, k: number, n: number): Uint8Array {
  const raw = new Uint8Array(transposed.buffer, transposed.byteOffset, transposed.byteLength)
  const documents = join(number(1, k), number(1, n), number(2, float32), text(8, 'documents'), bytes(9, raw))
  const node = join(text(1, 'queries'), text(1, 'documents'), text(2, 'scores'), text(4, 'MatMul'))
  const graph = [bytes(1, node), text(2, 'product'), bytes(5, documents), tensor(11, 'queries'), tensor(12, 'scores')]
  return join(number(1, irVersion), bytes(7, join(...graph)), bytes(8, number(2, operatorSet)))
}

/** A tensor of 32-bit floats whose shape the runtime finds out. */
function tensor(field: number, name: string): Uint8Array {
  return bytes(field, join(text(1, name), bytes(2, bytes(1, number(1, float32)))))
}

// Protocol buffers: a field is its number and kind in one varint, then a varint, or a length and so many bytes.

function number(field: number, value: number): Uint8Array {
  return join(varint(field << 3), varint(value))
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, Buffer.from(value))
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return join(varint((field << 3) | 2), varint(value.length), value)
}

function varint(value: number): Uint8Array {
  const septets: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) septets.push((rest % 128) | 128)
  return Uint8Array.from([...septets, rest])
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
