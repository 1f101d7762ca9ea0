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
  const documents = [number(1, k), number(1, n), number(2, float32), text(8, 'documents'), field(9, raw)]
  const node = [text(1, 'queries'), text(1, 'documents'), text(2, 'scores'), text(4, 'MatMul')]
  const names = [tensor(11, 'queries'), tensor(12, 'scores')]
  const graph = [field(1, ...node), text(2, 'product'), field(5, ...documents), ...names]
  const model = [number(1, irVersion), field(7, ...graph), field(8, number(2, operatorSet))]
  return Buffer.concat(model.flat())
}

/** Bytes in parts, which are put together once: the documents may take most of a gigabyte. */
type Parts = readonly Uint8Array[]

/** A tensor of 32-bit floats whose shape the runtime finds out. */
function tensor(at: number, name: string): Parts {
  return field(at, text(1, name), field(2, field(1, number(1, float32))))
}

// Protocol buffers: a field is its number and kind in one varint, then a varint, or a length and so many bytes.

function number(at: number, value: number): Parts {
  return [varint(at << 3), varint(value)]
}

function text(at: number, value: string): Parts {
  return field(at, Buffer.from(value))
}

function field(at: number, ...values: readonly (Uint8Array | Parts)[]): Parts {
  const parts = values.flat()
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return [varint((at << 3) | 2), varint(length), ...parts]
}

function varint(value: number): Uint8Array {
  const septets: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) septets.push((rest % 128) | 128)
  return Uint8Array.from([...septets, rest])
}
