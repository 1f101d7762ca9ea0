import type { Tensor } from '@tensorflow/tfjs-core'
import type { PoolingMode } from '../folder/model-folder.ts'
import type { Batch } from '../padded-batch.ts'
import { lowest } from './attention.ts'
import type { Pass } from './pass.ts'

/**
 * Hidden states → one vector a text [texts, modes × hidden], of its tokens from `first` to `end` − 1. As
 * sentence-transformers has it: `weighted-mean` weights by a token's place in the whole text, from 1.
 */
export function pooled({ model, batch }: Pass, states: Tensor): Tensor {
  const { tf, architecture, pooling } = model
  const { rows, length } = batch
  const ofTexts = tf.reshape(states, [rows, length, architecture.hidden])
  const vectors = pooling.modes.map((mode) => {
    if (mode === 'max') return tf.max(tf.add(ofTexts, tf.tensor3d(outside(batch), [rows, length, 1])), 1)
    const weights = tf.tensor3d(poolingWeights(batch, mode), [rows, 1, length])
    return tf.reshape(tf.matMul(weights, ofTexts), [rows, architecture.hidden])
  })
  return vectors.length === 1 ? vectors[0]! : tf.concat(vectors, 1)
}

/** What each token's state is multiplied by before they are summed, rows × length. */
export function poolingWeights(batch: Batch, mode: Exclude<PoolingMode, 'max'>): Float32Array {
  const { rows, length, first, end } = batch
  const out = new Float32Array(rows * length)
  for (let row = 0; row < rows; row++) {
    const [from, to] = [first[row]!, end[row]!]
    const weight = weighting(mode, from, to)
    for (let place = from; place < to; place++) out[row * length + place] = weight(place)
  }
  return out
}

function weighting(mode: Exclude<PoolingMode, 'max'>, first: number, end: number): (place: number) => number {
  switch (mode) {
    case 'cls':
      return (place) => (place === first ? 1 : 0)
    case 'last-token':
      return (place) => (place === end - 1 ? 1 : 0)
    case 'mean':
      return () => 1 / (end - first)
    case 'mean-sqrt-length':
      return () => 1 / Math.sqrt(end - first)
    case 'weighted-mean': {
      const total = ((first + 1 + end) * (end - first)) / 2
      return (place) => (place + 1) / total
    }
  }
}

/** 0 for tokens that are pooled, rows × length. */
function outside({ rows, length, first, end }: Batch): Float32Array {
  const out = new Float32Array(rows * length).fill(lowest)
  for (let row = 0; row < rows; row++) out.fill(0, row * length + first[row]!, row * length + end[row]!)
  return out
}
