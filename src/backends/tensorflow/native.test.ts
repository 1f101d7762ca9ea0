import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import type { TensorFlow } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'
import { nativeVariable } from './load-native.ts'
import { restoreUtil } from './restore-util.ts'

const absent = existsSync(process.env[nativeVariable] ?? '')
  ? undefined
  : `set ${nativeVariable} to a package built as docs/gpu.md says`

describe('a native package that was built elsewhere', () => {
  test('is what chooseBackend takes first', async ({ skip }) => {
    skip(absent !== undefined, absent)
    const { name, label, refused, tf } = await chooseBackend()
    expect(name).toMatch(/^tfjs-node/)
    expect(label).toMatch(/^TensorFlow \d+\.\d+\.\d+ on the (GPU|CPU)$/)
    expect(refused.every(({ backend }) => backend !== name)).toBe(true)
    expect(tf.getBackend()).toBe('tensorflow')
  })

  test('trains to the numbers of wasm', async ({ skip }) => {
    skip(absent !== undefined, absent)
    const native = trained((await chooseBackend()).tf)
    const wasm = trained((await chooseBackend({ prefer: 'wasm' })).tf)
    native.forEach((value, i) => {
      expect(Math.abs(value - wasm[i]!)).toBeLessThan(1e-5)
    })
  })

  test('throws what is no lack of memory as it is', async ({ skip }) => {
    skip(absent !== undefined, absent)
    const { explain } = await chooseBackend()
    const other = new Error('shapes differ')
    expect(explain(other)).toBe(other)
    expect(explain(new Error('OOM when allocating tensor with shape[1024]'))).toMatchObject({
      code: 'OUT_OF_MEMORY',
      alive: true,
    })
  })
})

/** A table after ten steps down the gradient of attention over looked-up rows. */
function trained(tf: TensorFlow): Float32Array {
  const table = tf.variable(
    tf.tensor2d(
      Float32Array.from({ length: 800 }, (_, i) => Math.sin(i)),
      [10, 80],
    ),
  )
  const ids = tf.tensor1d([1, 7, 1, 3, 9], 'int32')
  for (let i = 0; i < 10; i++) {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const x = tf.gather(table, ids)
        const mixed = tf.matMul(tf.softmax(tf.mul(tf.matMul(x, x, false, true), 0.1)), x)
        return tf.mean(tf.square(tf.sub(mixed, 1)))
      })
      table.assign(tf.sub(table, grads[table.name]!))
    })
  }
  const values = table.dataSync<'float32'>()
  tf.dispose([table, ids])
  return values
}

describe('restoreUtil', () => {
  const util = createRequire(import.meta.url)('node:util') as Record<string, (value: unknown) => boolean>

  test('gives util what the binding calls, whatever Node it is', () => {
    restoreUtil()
    expect([null, undefined, 0, ''].map((value) => util['isNullOrUndefined']!(value))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect([[], {}].map((value) => util['isArray']!(value))).toEqual([true, false])
  })
})
