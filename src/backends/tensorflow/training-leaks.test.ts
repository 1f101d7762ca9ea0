import type { Scalar, Variable } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import type { BackendMemory, TensorFlow } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'
import { wasmBackend } from './wasm-heap.ts'

/** A look-up, a product and a norm, fitted to a target by steps down the gradient. */
interface Model {
  readonly table: Variable
  readonly weight: Variable
}

function loss(tf: TensorFlow, { table, weight }: Model): Scalar {
  const x = tf.matMul(tf.gather(table, tf.tensor1d([1, 2, 1, 5], 'int32')), weight, false, true)
  const unit = tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-12)))
  return tf.mean(tf.square(tf.sub(unit, 0.5)))
}

function step(tf: TensorFlow, model: Model): number {
  const { value, grads } = tf.variableGrads(() => loss(tf, model))
  tf.tidy(() => {
    for (const variable of [model.table, model.weight]) {
      variable.assign(tf.sub(variable, tf.mul(grads[variable.name]!, 0.1)))
    }
  })
  const [number] = value.dataSync()
  tf.dispose([value, ...Object.values(grads)])
  return number!
}

describe.each(['wasm', 'cpu'] as const)('50 steps of training on %s', (prefer) => {
  test('hold no more tensors, bytes or heap than the first, and lower the loss', async () => {
    const { tf, memory } = await chooseBackend({ prefer })
    const model = {
      table: tf.variable(tf.randomNormal([7, 60], 0, 1, 'float32', 1)),
      weight: tf.variable(tf.randomNormal([9, 60], 0, 1, 'float32', 2)),
    }
    const losses: number[] = []
    const held: (BackendMemory & { heap: number })[] = []
    for (let i = 0; i < 50; i++) {
      losses.push(step(tf, model))
      held.push({ ...memory(), heap: prefer === 'wasm' ? wasmBackend(tf).wasm.asm.memory.buffer.byteLength : 0 })
    }
    expect(new Set(held.map((now) => JSON.stringify(now))).size).toBe(1)
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!)
    tf.dispose([model.table, model.weight])
  })
})
