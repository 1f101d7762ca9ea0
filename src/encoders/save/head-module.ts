import type { Dense } from '../folder/model-folder.ts'
import type { HeadShape } from '../projection/head.ts'

/**
 * A projection's head as one Dense module. It takes vectors of any length: without bias and activation it only scales
 * with them, so that the Normalize between an encoder and its head can be left out where one follows the head.
 *
 * @param table as `openHead` lays it out
 * @throws {RangeError} a head with an activation: it has no counterpart
 */
export function headModule(shape: HeadShape, table: Float32Array, dimensions: number): Dense {
  if (shape.kind === 'two-layer') {
    throw new RangeError(
      'saveEncoder: a projection must be linear or low-rank to be a Dense module; got two-layer, whose GELU by tanh beside the vector itself no module of sentence-transformers computes. Train a linear one.',
    )
  }
  return {
    inputs: dimensions,
    outputs: dimensions,
    activation: 'identity',
    weight: shape.kind === 'linear' ? transposed(table, dimensions) : folded(shape.inner, table, dimensions),
    bias: new Float32Array(dimensions),
  }
}

function transposed(matrix: Float32Array, d: number): Float32Array {
  return Float32Array.from(matrix, (_, at) => matrix[(at % d) * d + Math.floor(at / d)]!)
}

/** x + x A B is x (1 + A B); the table holds Aᵀ and B, inner × d each. */
function folded(inner: number, table: Float32Array, d: number): Float32Array {
  const weight = new Float32Array(d * d)
  for (let out = 0; out < d; out++) {
    for (let input = 0; input < d; input++) {
      let sum = out === input ? 1 : 0
      for (let k = 0; k < inner; k++) sum += table[k * d + input]! * table[(inner + k) * d + out]!
      weight[out * d + input] = sum
    }
  }
  return weight
}
