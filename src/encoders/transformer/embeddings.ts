import type { Tensor } from '@tensorflow/tfjs-core'
import { dropped } from './dropout.ts'
import { layerNorm } from './layer-norm.ts'
import { type Pass, parameter, weightAndBias } from './pass.ts'
import { positionIds } from './position-ids.ts'
import { sum } from './sum.ts'

/** Tokens → the first hidden states: token, position and type, normalised where the model does so. */
export function embedded(pass: Pass): Tensor {
  const { model, batch, dropout } = pass
  const { tf, architecture } = model
  const { tensors, scale, epsilon } = architecture
  let states = tf.gather(parameter(pass, tensors.tokens), tf.tensor1d(batch.ids, 'int32'))
  if (scale !== 1) states = tf.mul(states, scale)
  states = sum(tf, states, positions(pass))
  // One text, and no second one behind it: all tokens are of type 0.
  if (tensors.types !== undefined) {
    states = tf.add(states, tf.slice(parameter(pass, tensors.types), [0, 0], [1, architecture.hidden]))
  }
  if (tensors.embeddingNorm !== undefined) {
    states = layerNorm(tf, states, weightAndBias(pass, tensors.embeddingNorm), epsilon)
  }
  return dropped(tf, states, dropout?.hidden('embeddings'))
}

function positions(pass: Pass): Tensor {
  const { tf, architecture, sinusoids } = pass.model
  const table = sinusoids ?? parameter(pass, architecture.tensors.positions!)
  return tf.gather(table, tf.tensor1d(positionIds(pass.batch, architecture), 'int32'))
}
