import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'
import type { AdamSettings } from '../../training/adam.ts'

/** A parameter with the running means that Adam keeps of its gradients and of their squares. */
export interface AdamVariable {
  readonly name: string
  readonly value: Variable
  readonly mean: Variable
  readonly square: Variable
}

export interface AdamUpdate {
  /** 1, 2, … */
  readonly step: number
  readonly learningRate: number
  readonly settings: AdamSettings
}

/**
 * One step of Adam with decoupled weight decay on whole arrays, as PyTorch's AdamW: every element moves in every step,
 * also those without a gradient, by their moments and decay.
 *
 * @param gradients one for each variable; they stay as they are
 * @see Loshchilov & Hutter 2019, algorithm 2, arXiv:1711.05101
 */
export function adamUpdate(
  tf: TensorFlow,
  variables: readonly AdamVariable[],
  gradients: readonly Tensor[],
  { step, learningRate, settings }: AdamUpdate,
): void {
  const { beta1, beta2, epsilon, weightDecay, clipNorm } = settings
  const rate = learningRate / (1 - beta1 ** step)
  const correction = Math.sqrt(1 - beta2 ** step)
  tf.tidy(() => {
    const factor = clipNorm === undefined ? undefined : clipFactor(tf, gradients, clipNorm)
    for (const [i, { value, mean, square }] of variables.entries()) {
      // Each line frees its own: of an embedding table a dozen copies would not fit.
      const inPlace = (variable: Variable, next: () => Tensor): void => tf.tidy(() => variable.assign(next()))
      const gradient = factor === undefined ? gradients[i]! : tf.mul(gradients[i]!, factor)
      inPlace(mean, () => tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)))
      inPlace(square, () => tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)))
      if (factor !== undefined) gradient.dispose()
      const spread = tf.tidy(() => tf.add(tf.div(tf.sqrt(square), correction), epsilon))
      const move = tf.tidy(() => tf.mul(tf.div(mean, spread), rate))
      spread.dispose()
      inPlace(value, () => tf.sub(tf.mul(value, 1 - learningRate * weightDecay), move))
      move.dispose()
    }
  })
}

/** What scales gradients whose length over all arrays is above `longest` down to it. */
function clipFactor(tf: TensorFlow, gradients: readonly Tensor[], longest: number): Scalar {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)))
  const length = tf.sqrt(tf.addN(squares))
  return tf.div(longest, tf.maximum(length, longest))
}
