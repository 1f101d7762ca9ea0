import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../random.ts'
import type { BackendName, TensorFlow } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'

/** What a transformer, its pooling and a loss are made of: inputs by shape, and a composition of them. */
interface Case {
  readonly inputs: readonly (readonly number[])[]
  readonly of: (tf: TensorFlow, ...inputs: Tensor[]) => Tensor
}

const normalised = (tf: TensorFlow, x: Tensor): Tensor => {
  const centred = tf.sub(x, tf.mean(x, -1, true))
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)))
}

const cases: Readonly<Record<string, Case>> = {
  'a look-up': {
    inputs: [[9, 5]],
    of: (tf, table) =>
      tf.gather(
        table,
        tf.tensor2d(
          [
            [1, 1, 8],
            [0, 3, 1],
          ],
          [2, 3],
          'int32',
        ),
      ),
  },
  'layer norm': {
    inputs: [[6, 70], [70], [70]],
    of: (tf, x, scale, shift) => tf.add(tf.mul(normalised(tf, x), scale!), shift!),
  },
  'layer norm by moments': {
    inputs: [[6, 70]],
    of: (tf, x) => {
      const { mean, variance } = tf.moments(x, -1, true)
      return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)))
    },
  },
  'GELU by erf': {
    inputs: [[5, 9]],
    of: (tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))),
  },
  'GELU by tanh': {
    inputs: [[5, 9]],
    of: (tf, x) => {
      const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.mul(x, x)))))
      return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(inner)))
    },
  },
  ReLU: { inputs: [[5, 9]], of: (tf, x) => tf.relu(x) },
  softmax: { inputs: [[5, 9]], of: (tf, x) => tf.softmax(x) },
  'log-softmax': { inputs: [[5, 9]], of: (tf, x) => tf.logSoftmax(x) },
  'log-sum-exp': { inputs: [[5, 9]], of: (tf, x) => tf.logSumExp(x, 1) },
  'a linear layer with its bias': {
    inputs: [[7, 70], [70, 13], [13]],
    of: (tf, x, weight, bias) => tf.add(tf.matMul(x, weight!), bias!),
  },
  'a linear layer with a transposed weight': {
    inputs: [
      [7, 70],
      [13, 70],
    ],
    of: (tf, x, weight) => tf.matMul(x, weight!, false, true),
  },
  'a product with its left side transposed': {
    inputs: [
      [70, 7],
      [70, 13],
    ],
    of: (tf, a, b) => tf.matMul(a, b!, true, false),
  },
  'a product with both sides transposed': {
    inputs: [
      [70, 7],
      [13, 70],
    ],
    of: (tf, a, b) => tf.matMul(a, b!, true, true),
  },
  'attention with a mask, in four dimensions': {
    inputs: [
      [2, 3, 4, 8],
      [2, 3, 4, 8],
      [2, 3, 4, 8],
    ],
    of: (tf, q, k, v) => {
      const mask = tf.tensor4d([0, 0, 0, -1e9, 0, 0, -1e9, -1e9], [2, 1, 1, 4])
      return tf.matMul(tf.softmax(tf.add(tf.mul(tf.matMul(q, k!, false, true), 8 ** -0.5), mask)), v!)
    },
  },
  'heads split and joined': {
    inputs: [[6, 8]],
    of: (tf, x) => tf.reshape(tf.transpose(tf.reshape(x, [2, 3, 4, 2]), [0, 2, 1, 3]), [8, 6]),
  },
  'a masked mean': {
    inputs: [[2, 3, 4]],
    of: (tf, x) => {
      const mask = tf.tensor3d([1, 1, 0, 1, 0, 0], [2, 3, 1])
      return tf.div(tf.sum(tf.mul(x, mask), 1), tf.sum(mask, 1))
    },
  },
  'a maximum over places': { inputs: [[2, 3, 4]], of: (tf, x) => tf.max(x, 1) },
  'the first place': { inputs: [[2, 3, 4]], of: (tf, x) => tf.slice(x, [0, 0, 0], [2, 1, 4]) },
  'unit length by rsqrt': {
    inputs: [[5, 9]],
    of: (tf, x) => tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-12))),
  },
  'unit length by norm': { inputs: [[5, 9]], of: (tf, x) => tf.div(x, tf.norm(x, 2, -1, true)) },
  'tanh and sigmoid': { inputs: [[5, 9]], of: (tf, x) => tf.tanh(tf.sigmoid(x)) },
  'pieces joined and split': {
    inputs: [
      [2, 6],
      [4, 6],
    ],
    of: (tf, x, y) => {
      const [left, middle, right] = tf.split(tf.concat([x, y!], 0), 3, 1)
      return tf.add(left!, tf.mul(middle!, right!))
    },
  },
  'a choice': {
    inputs: [[5, 9]],
    of: (tf, x) => tf.where(tf.greater(tf.tensor1d([1, 0, 1, 1, 0, 0, 1, 0, 1]), 0), x, tf.zerosLike(x)),
  },
  'a mask of dropout': {
    inputs: [[5, 8]],
    of: (tf, x) =>
      tf.mul(
        x,
        tf.tensor2d(
          Float32Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 0 : 1.5)),
          [5, 8],
        ),
      ),
  },
  'sums over the first, last and middle axis': {
    inputs: [[5, 3, 9]],
    of: (tf, x) => tf.add(tf.sum(tf.sum(x, 0), 0), tf.sum(tf.sum(tf.square(x), 1), 0)),
  },
  'logarithm, power and exponential': {
    inputs: [[5, 9]],
    of: (tf, x) => tf.log(tf.add(1, tf.exp(tf.pow(tf.abs(x), 2)))),
  },
  'a broadcast sum and quotient': {
    inputs: [[5, 9], [9], [5, 1]],
    of: (tf, x, row, column) => tf.div(tf.add(x, row!), tf.add(2, tf.square(column!))),
  },
}

interface Values {
  readonly value: Float32Array
  readonly gradients: readonly Float32Array[]
}

/** The values of a case, and the gradients of their sum weighted by numbers without pattern. */
function computed(tf: TensorFlow, { inputs, of }: Case): Values {
  return tf.tidy(() => {
    const tensors = inputs.map((shape, i) => tf.tensor(numbers(shape, i), [...shape]))
    const value = of(tf, ...tensors)
    const weights = tf.tensor(numbers(value.shape, 99), value.shape)
    const gradients = tf.grads((...given) => tf.sum(tf.mul(of(tf, ...given), weights)))(tensors)
    return {
      value: value.dataSync<'float32'>(),
      gradients: gradients.map((gradient) => gradient.dataSync<'float32'>()),
    }
  })
}

function numbers(shape: readonly number[], seed: number): Float32Array {
  const random = seeded(seed)
  return Float32Array.from({ length: shape.reduce((size, n) => size * n, 1) }, () => 4 * random() - 2)
}

/** The largest difference, in parts of the largest value. */
function difference(got: Float32Array, wanted: Float32Array): number {
  expect(got.length).toBe(wanted.length)
  const scale = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-30)
  return wanted.reduce((most, x, i) => Math.max(most, Math.abs(got[i]! - x)), 0) / scale
}

async function absent(backend: BackendName): Promise<string | undefined> {
  const { name, refused } = await chooseBackend({ prefer: backend })
  return name === backend ? undefined : refused[0]!.reason
}

const names = ['wasm', 'tfjs-node-gpu', 'tfjs-node'] as const
const present = await Promise.all(names.map(async (name) => ({ name, why: await absent(name) })))

describe.each(present)('$name', ({ name, why }) => {
  test.for(Object.entries(cases))(
    'gives the values and gradients of the cpu backend: %s',
    async ([, one], { skip }) => {
      skip(why !== undefined, why)
      const { tf: plain } = await chooseBackend({ prefer: 'cpu' })
      const wanted = computed(plain, one)
      const { tf } = await chooseBackend({ prefer: name })
      const got = computed(tf, one)
      expect(difference(got.value, wanted.value)).toBeLessThan(1e-5)
      got.gradients.forEach((gradient, i) => {
        expect(difference(gradient, wanted.gradients[i]!)).toBeLessThan(1e-5)
      })
      expect(tf.memory().numTensors).toBe(0)
    },
  )
})
