import type { Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'
import { columnSums } from './column-sums.ts'
import { differentiable } from './differentiable.ts'

export interface LinearParameters {
  /** outputs × inputs */
  readonly weight: Tensor
  /** outputs */
  readonly bias: Tensor
}

/** inputs · weightᵀ + bias, a row for each row of the inputs. */
export function linear(tf: TensorFlow, inputs: Tensor, { weight, bias }: LinearParameters): Tensor {
  return differentiable(tf, [inputs, weight, bias], {
    forward: () => ({ value: tf.add(tf.matMul(inputs, weight, false, true), bias), kept: [inputs, weight] }),
    backward: (gradient, [x, w]) => [
      tf.matMul(gradient, w!),
      tf.matMul(gradient, x!, true, false),
      columnSums(tf, gradient),
    ],
  })
}
