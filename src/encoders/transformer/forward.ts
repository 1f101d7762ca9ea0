import type { Tensor } from '@tensorflow/tfjs-core'
import { activated } from './activation.ts'
import { embedded } from './embeddings.ts'
import { encoderLayer } from './layer.ts'
import { layerNorm } from './layer-norm.ts'
import { linear } from './linear.ts'
import { denseNames } from './model.ts'
import { type Pass, parameter, weightAndBias } from './pass.ts'
import { pooled } from './pooling.ts'

/** Below it a vector counts as zero and is left as it is, as in PyTorch's `normalize`. */
const shortest = 1e-12

/** The unit vectors of a batch's texts, [texts, dimensions]. */
export function vectors(pass: Pass): Tensor {
  return vectorsFrom(pass, statesAfter(pass, 0), 0)
}

/** Hidden states after the embeddings and some layers, [tokens, hidden]. */
export function statesAfter(pass: Pass, layers: number): Tensor {
  const { tf } = pass.model
  return tf.tidy(() => {
    let states = tf.tidy(() => embedded(pass))
    for (let layer = 0; layer < layers; layer++) states = encoderLayer(pass, states, layer)
    return states
  })
}

/** The rest of the way. @param done layers that the states have been through */
export function vectorsFrom(pass: Pass, states: Tensor, done: number): Tensor {
  const { tf } = pass.model
  return tf.tidy(() => unit(pass, throughDense(pass, pooled(pass, lastStates(pass, states, done)))))
}

/** What is pooled. @param done layers that the states have been through */
export function lastStates(pass: Pass, states: Tensor, done: number): Tensor {
  const { tf, architecture } = pass.model
  const { layers, tensors, epsilon } = architecture
  let last = states
  for (let layer = done; layer < layers; layer++) last = encoderLayer(pass, last, layer)
  const { finalNorm } = tensors
  return finalNorm === undefined ? last : layerNorm(tf, last, weightAndBias(pass, finalNorm), epsilon)
}

function throughDense(pass: Pass, inputs: Tensor): Tensor {
  const { tf, dense } = pass.model
  return dense.reduce((values, { activation }, index) => {
    const { weight, bias } = denseNames(index)
    const sum = linear(tf, values, { weight: parameter(pass, weight), bias: parameter(pass, bias) })
    return activated(tf, sum, activation)
  }, inputs)
}

function unit({ model: { tf } }: Pass, values: Tensor): Tensor {
  const lengths = tf.sqrt(tf.sum(tf.square(values), 1, true))
  return tf.div(values, tf.maximum(lengths, shortest))
}
