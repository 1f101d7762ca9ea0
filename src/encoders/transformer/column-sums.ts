import type { Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'

/** The sum of a matrix's rows: as a product, since WebAssembly sums over rows only after it has transposed the matrix. */
export function columnSums(tf: TensorFlow, matrix: Tensor): Tensor {
  const [rows, columns] = matrix.shape as [number, number]
  return tf.reshape(tf.matMul(tf.ones([1, rows]), matrix), [columns])
}
