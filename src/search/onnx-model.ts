/** The few of ONNX's numbers that are needed here. @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const float32 = 1
const integer = 2
const irVersion = 8
const operatorSet = 13

/**
 * The bytes of an ONNX model with one node: `scores` [m × n] = `queries` [m × k] · `documents` [n × k]ᵀ. The documents are
 * an input, which the runtime reads where it lies: as a constant of the model each session would hold copies of them.
 */
export function productModel(): Uint8Array {
  const transposed = [text(1, 'transB'), number(3, 1), number(20, integer)]
  const node = [text(1, 'queries'), text(1, 'documents'), text(2, 'scores'), text(4, 'Gemm'), field(5, ...transposed)]
  const tensors = [tensor(11, 'queries'), tensor(11, 'documents'), tensor(12, 'scores')]
  const graph = [field(1, ...node), text(2, 'product'), ...tensors]
  const model = [number(1, irVersion), field(7, ...graph), field(8, number(2, operatorSet))]
  return Buffer.concat(model.flat())
}

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
