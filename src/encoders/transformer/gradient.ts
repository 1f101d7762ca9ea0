import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'
import { statesAfter, vectors, vectorsFrom } from './forward.ts'
import type { Pass } from './pass.ts'

/** Which parameters change, and how many layers below them are passed without a record for the gradient. */
export interface Trainable {
  readonly variables: readonly Variable[]
  /** Undefined where the embeddings change too. */
  readonly frozenLayers: number | undefined
}

/** The texts' vectors, texts × dimensions. */
export async function vectorsOf(pass: Pass): Promise<Float32Array> {
  const result = pass.model.tf.tidy(() => vectors(pass))
  const values = await result.data()
  result.dispose()
  return values as Float32Array
}

/**
 * The gradient of Σ vectors · given, one tensor for each variable, which the caller disposes.
 *
 * @param given a gradient for the texts' vectors
 */
export function gradientOf(
  pass: Pass,
  { variables, frozenLayers }: Trainable,
  given: (vectors: Tensor) => Float32Array,
): readonly Tensor[] {
  const { tf } = pass.model
  try {
    return tf.tidy(() => {
      const below = frozenLayers === undefined ? undefined : statesAfter(pass, frozenLayers)
      const { grads } = tf.variableGrads(() => {
        const result = below === undefined ? vectors(pass) : vectorsFrom(pass, below, frozenLayers!)
        return tf.sum(tf.mul(result, tf.tensor(given(result), result.shape)))
      }, [...variables])
      // A parameter that no text reaches has none: it stands still but for its decay.
      return variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable))
    })
  } catch (error) {
    freeKept(tf)
    throw error
  }
}

/** Frees what a gradient that failed, for want of memory say, had kept: TensorFlow.js itself does so at the end alone. */
function freeKept(tf: TensorFlow): void {
  for (const { saved } of tf.engine().state.activeTape ?? []) tf.dispose(saved ?? [])
}

/** The sums of two lists of gradients, all of which are disposed. @param sums empty at first */
export function added(tf: TensorFlow, sums: readonly Tensor[], gradients: readonly Tensor[]): readonly Tensor[] {
  if (sums.length === 0) return gradients
  const out = gradients.map((gradient, i) => tf.add(sums[i]!, gradient))
  tf.dispose([...sums, ...gradients])
  return out
}
