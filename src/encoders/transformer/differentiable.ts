import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'

/** An operation with its gradient by hand. */
export interface Differentiable {
  /** The result, and the tensors that the gradient needs. All others are freed at once. */
  forward(): { readonly value: Tensor; readonly kept: readonly Tensor[] }
  /** The result's gradient, and what was kept → a gradient for each input, in their order. */
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
    return { value, gradFunc: (gradient: Tensor, saved: Tensor[]) => backward(gradient, saved) }
  })
  return operation(...inputs)
}
