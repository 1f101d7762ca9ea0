import type { Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'
import { derive, type Random, seeded } from '../../random.ts'
import type { Architecture } from '../folder/architecture.ts'
import type { Batch } from '../padded-batch.ts'
import { differentiable } from './differentiable.ts'

/** Where in a model something is dropped: `embeddings`, `attention 3`. */
export type DropoutPlace = string

/** Masks for one pass of one batch: 0 for what is dropped, and what scales up the rest. Undefined where nothing is. */
export interface DropoutMasks {
  /** [tokens, hidden] */
  hidden(place: DropoutPlace): Tensor | undefined
  /** [tokens, intermediate] */
  activation(place: DropoutPlace): Tensor | undefined
  /** [texts × heads, length, length] */
  attention(place: DropoutPlace): Tensor | undefined
}

export interface DropoutOptions {
  readonly architecture: Architecture
  readonly batch: Batch
  /** One for each text of the batch. */
  readonly seeds: readonly number[]
}

/**
 * A text's mask follows from its own seed and the place alone, not from the texts beside it nor from how long they are:
 * it is the same whenever it is made, and in whatever chunk of the step's texts.
 */
export function dropoutMasks(tf: TensorFlow, { architecture, batch, seeds }: DropoutOptions): DropoutMasks {
  const { dropout, hidden, intermediate, heads } = architecture
  const { rows, length, lengths } = batch
  const draws = (place: DropoutPlace): Random[] => seeds.map((seed) => seeded(derive(seed, place)))
  const ofTokens = (place: DropoutPlace, columns: number, rate: number): Tensor | undefined => {
    if (rate === 0) return undefined
    const values = new Float32Array(rows * length * columns)
    for (const [row, random] of draws(place).entries()) {
      const from = row * length * columns
      fill(values.subarray(from, from + lengths[row]! * columns), random, rate)
    }
    return tf.tensor2d(values, [rows * length, columns])
  }
  return {
    hidden: (place) => ofTokens(place, hidden, dropout.hidden),
    activation: (place) => ofTokens(place, intermediate, dropout.activation),
    attention(place) {
      if (dropout.attention === 0) return undefined
      const values = new Float32Array(rows * heads * length * length)
      for (const [row, random] of draws(place).entries()) {
        const tokens = lengths[row]!
        for (let line = 0; line < heads * tokens; line++) {
          const head = row * heads + Math.floor(line / tokens)
          const from = (head * length + (line % tokens)) * length
          fill(values.subarray(from, from + tokens), random, dropout.attention)
        }
      }
      return tf.tensor3d(values, [rows * heads, length, length])
    },
  }
}

function fill(values: Float32Array, random: Random, rate: number): void {
  const kept = 1 / (1 - rate)
  for (let i = 0; i < values.length; i++) values[i] = random() < rate ? 0 : kept
}

/** Values times a mask. */
export function dropped(tf: TensorFlow, values: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return values
  return differentiable(tf, [values], {
    forward: () => ({ value: tf.mul(values, mask), kept: [mask] }),
    backward: (gradient, [kept]) => [tf.mul(gradient, kept!)],
  })
}
