import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayerNames } from '../folder/architecture.ts'
import { dropped } from './dropout.ts'
import { linear } from './linear.ts'
import { type Pass, weightAndBias } from './pass.ts'

/** So low that its exponential is 0 beside any other score, and a number still after something is added to it. */
export const lowest = -3.4e38

/** Each token's mean of its text's values, weighted by how its query meets their keys, in several heads. */
export function attention(pass: Pass, states: Tensor, { names, layer }: { names: LayerNames; layer: number }): Tensor {
  const { model, dropout } = pass
  const { tf, architecture } = model
  const heads = (name: string): Tensor => intoHeads(pass, linear(tf, states, weightAndBias(pass, name)))
  const query = tf.mul(heads(names.query), Math.sqrt(architecture.heads / architecture.hidden))
  const scores = masked(pass, tf.matMul(query, heads(names.key), false, true))
  const weights = dropped(tf, tf.softmax(scores), dropout?.attention(`attention ${layer}`))
  const context = outOfHeads(pass, tf.matMul(weights, heads(names.value)))
  return linear(tf, context, weightAndBias(pass, names.attentionOutput))
}

/** [tokens, hidden] → [texts × heads, length, hidden ÷ heads] */
function intoHeads({ model, batch }: Pass, states: Tensor): Tensor {
  const { tf, architecture } = model
  const { heads, hidden } = architecture
  const { rows, length } = batch
  const split = tf.reshape(states, [rows, length, heads, hidden / heads])
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [rows * heads, length, hidden / heads])
}

function outOfHeads({ model, batch }: Pass, states: Tensor): Tensor {
  const { tf, architecture } = model
  const { heads, hidden } = architecture
  const { rows, length } = batch
  const split = tf.reshape(states, [rows, heads, length, hidden / heads])
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [rows * length, hidden])
}

/** Scores with those of padding so low that its weight is 0. */
function masked({ model, batch }: Pass, scores: Tensor): Tensor {
  const { tf, architecture } = model
  const { rows, length, lengths } = batch
  if (lengths.every((tokens) => tokens === length)) return scores
  const values = new Float32Array(rows * length)
  for (let row = 0; row < rows; row++) values.fill(lowest, row * length + lengths[row]!, (row + 1) * length)
  const sum = tf.add(
    tf.reshape(scores, [rows, architecture.heads, length, length]),
    tf.tensor4d(values, [rows, 1, 1, length]),
  )
  return tf.reshape(sum, [rows * architecture.heads, length, length])
}
