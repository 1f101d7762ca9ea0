import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { type Differentiable, satisfiesGradientContract } from '../../../fixtures/contracts/gradient.ts'
import { tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { drawNormal, seeded } from '../../random.ts'
import { paddedBatch } from '../padded-batch.ts'
import { activated } from './activation.ts'
import { attention } from './attention.ts'
import { columnSums } from './column-sums.ts'
import { differentiable } from './differentiable.ts'
import { dropoutMasks, dropped } from './dropout.ts'
import { layerNorm } from './layer-norm.ts'
import { linear } from './linear.ts'
import { openModel } from './open-model.ts'
import { sum } from './sum.ts'
import { tokenLimits } from './token-limits.ts'

const { tf } = await chooseBackend({ prefer: 'wasm' })

/** An operation on tensors of these shapes, weighted so that no two elements of its result count alike. */
function weighted(shapes: readonly (readonly number[])[], operation: (...inputs: Tensor[]) => Tensor): Differentiable {
  const random = seeded(3)
  const sizes = shapes.map((shape) => shape.reduce((product, length) => product * length, 1))
  const at = Float32Array.from({ length: sizes.reduce((a, b) => a + b) }, () => drawNormal(random))
  const inputs = (values: Float32Array): Tensor[] => {
    const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0))
    return shapes.map((shape, i) => tf.tensor(values.slice(starts[i]!, starts[i]! + sizes[i]!), [...shape]))
  }
  const value = (...all: Tensor[]): Tensor => {
    const result = operation(...all)
    const factors = Float32Array.from({ length: result.size }, (_, i) => Math.sin(1 + 2 * i))
    return tf.sum(tf.mul(result, tf.tensor(factors, result.shape)))
  }
  return {
    at,
    value: (values) => tf.tidy(() => value(...inputs(values)).dataSync()[0]!),
    gradient: (values) =>
      tf.tidy(() => {
        const gradients = tf.grads(value)(inputs(values))
        return Float32Array.from(gradients.flatMap((gradient) => [...gradient.dataSync()]))
      }),
  }
}

const [rows, columns, outputs] = [3, 4, 2]

satisfiesGradientContract('linear', () =>
  weighted([[rows, columns], [outputs, columns], [outputs]], (inputs, weight, bias) =>
    linear(tf, inputs!, { weight: weight!, bias: bias! }),
  ),
)
satisfiesGradientContract('layerNorm', () =>
  weighted([[rows, columns], [columns], [columns]], (inputs, weight, bias) =>
    layerNorm(tf, inputs!, { weight: weight!, bias: bias! }, 1e-2),
  ),
)
for (const activation of ['gelu', 'gelu-tanh', 'relu', 'tanh', 'sigmoid', 'identity'] as const) {
  satisfiesGradientContract(activation, () =>
    weighted([[rows, columns]], (inputs) => activated(tf, inputs!, activation)),
  )
}
satisfiesGradientContract('sum', () =>
  weighted(
    [
      [rows, columns],
      [rows, columns],
    ],
    // One of them twice: its gradients add up.
    (a, b) => sum(tf, sum(tf, a!, b!), a!),
  ),
)
satisfiesGradientContract('columnSums', () => weighted([[rows, columns]], (inputs) => columnSums(tf, inputs!)))

describe('in a model', async () => {
  const tokens = [2, 5, 3].map((length) => ({
    ids: Int32Array.from({ length }, (_, i) => 4 + i),
    first: 0,
    end: length,
  }))
  for (const dropout of [0, 0.4]) {
    const model = await openModel(tf, tinyTransformer({ family: 'xlm-roberta', dropout }))
    const { architecture } = model
    const batch = paddedBatch(tokens, tokenLimits(architecture))
    const states = [batch.rows * batch.length, architecture.hidden]
    const masks = dropoutMasks(tf, { architecture, batch, seeds: [1, 2, 3] })
    const pass = { model, batch, ...(dropout > 0 && { dropout: masks }) }
    const names = architecture.tensors.layers[0]!
    satisfiesGradientContract(`attention, of which ${dropout} is dropped`, () =>
      weighted([states], (inputs) => attention(pass, inputs!, { names, layer: 0 })),
    )
    if (dropout === 0) continue
    satisfiesGradientContract('dropped', () =>
      weighted([states], (inputs) => dropped(tf, inputs!, masks.hidden('somewhere'))),
    )
  }
})

describe('differentiable', () => {
  test('frees what it kept, and its own gradient, on the way back', () => {
    const tensors: number[] = []
    const twice = (inputs: Tensor): Tensor =>
      differentiable(tf, [inputs], {
        forward: () => ({ value: tf.mul(inputs, 2), kept: [inputs] }),
        backward(gradient) {
          tensors.push(tf.memory().numTensors)
          return [tf.mul(gradient, 2)]
        },
      })
    const gradient = tf.tidy(() => tf.grad((x) => tf.sum(twice(twice(twice(x)))))(tf.tensor1d([1, 2])))
    expect([...gradient.dataSync()]).toEqual([8, 8])
    // One gradient takes the place of another, and what was kept goes.
    expect(tensors.map((count) => count - tensors[0]!)).toEqual([0, -1, -2])
    gradient.dispose()
  })
})
