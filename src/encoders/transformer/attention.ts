import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayerNames } from '../folder/architecture.ts'
import type { Batch } from '../padded-batch.ts'
import { differentiable } from './differentiable.ts'
import { linear } from './linear.ts'
import { type Pass, weightAndBias } from './pass.ts'

/** So low that its exponential is 0 beside any other score, and a number still after something is added to it. */
export const lowest = -3.4e38

/** Each token's mean of its text's values, weighted by how its query meets their keys, in several heads. */
export function attention(pass: Pass, states: Tensor, { names, layer }: { names: LayerNames; layer: number }): Tensor {
  const { tf } = pass.model
  const part = (name: string): Tensor => linear(tf, states, weightAndBias(pass, name))
  const mask = pass.dropout?.attention(`attention ${layer}`)
  const context = inHeads(pass, [part(names.query), part(names.key), part(names.value)], mask)
  return linear(tf, context, weightAndBias(pass, names.attentionOutput))
}

/** softmax(query · keyᵀ / √width) · value in each head, the softmax times the mask; all [tokens, hidden]. */
function inHeads(pass: Pass, inputs: readonly [Tensor, Tensor, Tensor], mask: Tensor | undefined): Tensor {
  const { tf, architecture } = pass.model
  const scale = Math.sqrt(architecture.heads / architecture.hidden)
  const times = (values: Tensor, factors: Tensor | undefined): Tensor => (factors ? tf.mul(values, factors) : values)
  return differentiable(tf, inputs, {
    forward() {
      const [query, key, value] = inputs.map((input) => split(pass, input)) as [Tensor, Tensor, Tensor]
      const scaled = tf.mul(query, scale)
      const weights = tf.softmax(withoutPadding(pass, tf.matMul(scaled, key, false, true)))
      const context = merged(pass, tf.matMul(times(weights, mask), value))
      return { value: context, kept: [scaled, key, value, weights, ...(mask ? [mask] : [])] }
    },
    backward(gradient, kept) {
      const [scaled, key, value, weights, factors] = kept as [Tensor, Tensor, Tensor, Tensor, Tensor | undefined]
      const ofContext = split(pass, gradient)
      const ofValue = tf.matMul(times(weights, factors), ofContext, true, false)
      const ofWeights = times(tf.matMul(ofContext, value, false, true), factors)
      const weighted = tf.mul(ofWeights, weights)
      const ofScores = tf.sub(weighted, tf.mul(weights, tf.sum(weighted, -1, true)))
      const ofQuery = tf.mul(tf.matMul(ofScores, key), scale)
      const ofKey = tf.matMul(ofScores, scaled, true, false)
      return [ofQuery, ofKey, ofValue].map((each) => merged(pass, each))
    },
  })
}

/** [tokens, hidden] → [texts × heads, length, hidden ÷ heads] */
function split({ model, batch }: Pass, states: Tensor): Tensor {
  const { tf, architecture } = model
  const { heads, hidden } = architecture
  const { rows, length } = batch
  const parts = tf.reshape(states, [rows, length, heads, hidden / heads])
  return tf.reshape(tf.transpose(parts, [0, 2, 1, 3]), [rows * heads, length, hidden / heads])
}

/** The way back. */
function merged({ model, batch }: Pass, states: Tensor): Tensor {
  const { tf, architecture } = model
  const { heads, hidden } = architecture
  const { rows, length } = batch
  const parts = tf.reshape(states, [rows, heads, length, hidden / heads])
  return tf.reshape(tf.transpose(parts, [0, 2, 1, 3]), [rows * length, hidden])
}

/** Scores, those of padding so low that its weight is 0. */
function withoutPadding({ model, batch }: Pass, scores: Tensor): Tensor {
  const { tf, architecture } = model
  const { rows, length, lengths } = batch
  if (lengths.every((tokens) => tokens === length)) return scores
  const sum = tf.add(
    tf.reshape(scores, [rows, architecture.heads, length, length]),
    tf.tensor4d(paddingScores(batch), [rows, 1, 1, length]),
  )
  return tf.reshape(sum, [rows * architecture.heads, length, length])
}

function paddingScores({ rows, length, lengths }: Batch): Float32Array {
  const out = new Float32Array(rows * length)
  for (let row = 0; row < rows; row++) out.fill(lowest, row * length + lengths[row]!, (row + 1) * length)
  return out
}
