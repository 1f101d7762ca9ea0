import { elementTypes } from '../formats/onnx/element-types.ts'
import { field, number, type Parts, text } from '../formats/onnx/protobuf.ts'

/** The few of ONNX's numbers that are needed here. @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
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

/** A tensor of 32-bit floats whose shape the runtime finds out. */
function tensor(at: number, name: string): Parts {
  return field(at, text(1, name), field(2, field(1, number(1, elementTypes.float32))))
}
