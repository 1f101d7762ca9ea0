import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'

/** An operation with its gradient by hand. */
export interface Differentiable {
  /** The result, and the tensors that the gradient needs. All others are freed at once. */
  forward(): { readonly value: Tensor; readonly kept: readonly Tensor[] }
  /** The result's gradient, and what was kept → a gradient for each input, in their order: new tensors. */
  backward(gradient: Tensor, kept: readonly Tensor[]): Tensor[]
}

/**
 * An operation on tensors that training can go back through. TensorFlow.js derives gradients by itself, but keeps each
 * intermediate result of each part for it: by hand a layer keeps half as much and takes fewer passes.
 */
export function differentiable(
  tf: TensorFlow,
  inputs: readonly Tensor[],
  { forward, backward }: Differentiable,
): Tensor {
  const operation = tf.customGrad((...all: (Tensor | GradSaveFunc)[]) => {
    const { value, kept } = forward()
    const save = all.at(-1) as GradSaveFunc
    save([...kept])
    return { value, gradFunc: (gradient: Tensor, saved: Tensor[]) => spent(tf, gradient, saved, backward) }
  })
  return operation(...inputs)
}

/**
 * The gradients for the inputs. What they were made from is freed at once: TensorFlow.js would keep the gradient of every
 * intermediate result, and all that was kept for it, until the last one is made.
 */
function spent(tf: TensorFlow, gradient: Tensor, kept: Tensor[], backward: Differentiable['backward']): Tensor[] {
  const gradients = tf.tidy(() => backward(gradient, kept))
  tf.dispose([gradient, ...kept])
  return gradients
}
