import type { Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'
import type { Architecture } from '../folder/architecture.ts'
import type { Dense } from '../folder/model-folder.ts'
import { differentiable } from './differentiable.ts'

export function activated(
  tf: TensorFlow,
  inputs: Tensor,
  activation: Architecture['activation'] | Dense['activation'],
): Tensor {
  switch (activation) {
    case 'identity':
      return inputs
    case 'gelu':
      return gelu(tf, inputs)
    case 'gelu-tanh':
      return geluByTanh(tf, inputs)
    case 'relu':
      return relu(tf, inputs)
    case 'tanh':
      return tf.tanh(inputs)
    case 'sigmoid':
      return tf.sigmoid(inputs)
  }
}

/** x Φ(x), with Φ the normal distribution's; its derivative is Φ(x) + x φ(x). */
function gelu(tf: TensorFlow, inputs: Tensor): Tensor {
  return differentiable(tf, [inputs], {
    forward() {
      const below = tf.mul(tf.add(tf.erf(tf.mul(inputs, Math.SQRT1_2)), 1), 0.5)
      return { value: tf.mul(inputs, below), kept: [inputs, below] }
    },
    backward(gradient, kept) {
      const [x, below] = kept as [Tensor, Tensor]
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI))
      return [tf.mul(gradient, tf.add(below, tf.mul(x, density)))]
    },
  })
}

/** As BERT's first code has it: x (1 + t) / 2, where t is tanh(√(2/π) (x + 0.044715 x³)). */
function geluByTanh(tf: TensorFlow, inputs: Tensor): Tensor {
  const factor = Math.sqrt(2 / Math.PI)
  const [linear, cubic] = [factor, factor * 0.044715]
  return differentiable(tf, [inputs], {
    forward() {
      const inner = tf.mul(inputs, tf.add(tf.mul(tf.square(inputs), cubic), linear))
      const t = tf.tanh(inner)
      return { value: tf.mul(inputs, tf.mul(tf.add(t, 1), 0.5)), kept: [inputs, t] }
    },
    backward(gradient, kept) {
      const [x, t] = kept as [Tensor, Tensor]
      const ofInner = tf.add(tf.mul(tf.square(x), 3 * cubic), linear)
      const ofT = tf.mul(x, tf.mul(tf.sub(1, tf.square(t)), ofInner))
      return [tf.mul(gradient, tf.mul(tf.add(tf.add(t, 1), ofT), 0.5))]
    },
  })
}

function relu(tf: TensorFlow, inputs: Tensor): Tensor {
  return differentiable(tf, [inputs], {
    forward() {
      const value = tf.relu(inputs)
      return { value, kept: [value] }
    },
    backward: (gradient, [value]) => [tf.mul(gradient, tf.step(value!))],
  })
}
