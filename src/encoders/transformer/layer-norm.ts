import type { Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'
import { columnSums } from './column-sums.ts'
import { differentiable } from './differentiable.ts'
import type { LinearParameters } from './linear.ts'

/** Each row less its mean, divided by its standard deviation; then times weight, plus bias. @param epsilon is added to the variance */
export function layerNorm(tf: TensorFlow, inputs: Tensor, { weight, bias }: LinearParameters, epsilon: number): Tensor {
  return differentiable(tf, [inputs, weight, bias], {
    forward() {
      const centred = tf.sub(inputs, tf.mean(inputs, 1, true))
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon))
      const scaled = tf.mul(centred, inverse)
      return { value: tf.add(tf.mul(scaled, weight), bias), kept: [scaled, inverse, weight] }
    },
    backward(gradient, kept) {
      const [scaled, inverse, w] = kept as [Tensor, Tensor, Tensor]
      const inner = tf.mul(gradient, w)
      const along = tf.mul(scaled, tf.mean(tf.mul(inner, scaled), 1, true))
      const across = tf.sub(tf.sub(inner, tf.mean(inner, 1, true)), along)
      return [tf.mul(across, inverse), columnSums(tf, tf.mul(gradient, scaled)), columnSums(tf, gradient)]
    },
  })
}
