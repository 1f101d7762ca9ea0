import type { KernelConfig, KernelFunc } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { TensorFlow } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'
import { probe } from './probe.ts'

let tf: TensorFlow
beforeAll(async () => {
  tf = (await chooseBackend({ prefer: 'cpu' })).tf
})

/** The kernel that was replaced, to be put back. */
let replaced: KernelConfig | undefined
function replace(kernelName: string, by: (own: KernelFunc) => KernelFunc): void {
  replaced = tf.getKernel(kernelName, 'cpu')
  tf.unregisterKernel(kernelName, 'cpu')
  tf.registerKernel({ ...replaced, kernelFunc: by(replaced.kernelFunc) })
}
afterEach(() => {
  if (replaced === undefined) return
  tf.unregisterKernel(replaced.kernelName, 'cpu')
  tf.registerKernel(replaced)
  replaced = undefined
})

/** Changes the values that a kernel gives. */
const spoiled =
  (spoil: (values: Float32Array) => void) =>
  (own: KernelFunc): KernelFunc => {
    return (call) => {
      const out = own(call) as { dataId: object }
      const { data } = call.backend as { data: { get(id: object): { values: Float32Array } } }
      spoil(data.get(out.dataId).values)
      return out as never
    }
  }

describe('probe', () => {
  test('takes a backend that computes rightly', async () => {
    await expect(probe(tf)).resolves.toBeUndefined()
  })

  test('refuses products whose factors were rounded to 10 bits', async () => {
    const round = (values: Float32Array): void => {
      values.set(values.map((x, i) => x * (1 + 1e-3 * Math.sin(i))))
    }
    replace('BatchMatMul', spoiled(round))
    await expect(probe(tf)).rejects.toThrow(/^a product of looked-up rows is off by \d\.\de-\d of its largest value/)
  })

  test('refuses a look-up whose gradient leaves out repeats', async () => {
    replace(
      'UnsortedSegmentSum',
      spoiled((values) => values.fill(0, 3 * 52, 4 * 52)),
    )
    await expect(probe(tf)).rejects.toThrow('the gradient of a look-up is off by')
  })

  test('refuses values that are not numbers', async () => {
    replace(
      'BatchMatMul',
      spoiled((values) => values.fill(Number.NaN, 0, 1)),
    )
    await expect(probe(tf)).rejects.toThrow('off by NaN')
  })
})
