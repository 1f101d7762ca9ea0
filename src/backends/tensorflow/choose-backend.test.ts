import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BackendName } from './backend.ts'
import { chooseBackend, refusals } from './choose-backend.ts'

const variable = 'VITEST_RETRIEVAL_TFJS_NODE'

describe('chooseBackend', () => {
  test.each(['wasm', 'cpu'] as const)('gives %s where it is preferred, and sets it', async (prefer) => {
    const { name, tf, refused, memory } = await chooseBackend({ prefer })
    expect([name, tf.getBackend(), refused]).toEqual([prefer, prefer, []])
    const before = memory()
    const tensor = tf.zeros([3, 5])
    expect(memory()).toEqual({ tensors: before.tensors + 1, bytes: before.bytes + 60 })
    tensor.dispose()
  })

  test('sets its backend again after another was chosen', async () => {
    const { tf } = await chooseBackend({ prefer: 'cpu' })
    await chooseBackend({ prefer: 'wasm' })
    expect(tf.getBackend()).toBe('wasm')
    await chooseBackend({ prefer: 'cpu' })
    expect(tf.getBackend()).toBe('cpu')
  })

  test('leaves no tensors behind', async () => {
    const { memory } = await chooseBackend({ prefer: 'wasm' })
    expect(memory()).toEqual({ tensors: 0, bytes: 0 })
  })

  test('leaves what goes unhandled in the process to others', async () => {
    const listeners = process.listenerCount('unhandledRejection')
    vi.resetModules()
    const again = await import('./choose-backend.ts')
    await again.chooseBackend({ prefer: 'wasm' })
    expect(process.listenerCount('unhandledRejection')).toBe(listeners)
  })

  test('rejects a backend that it does not know', () => {
    expect(() => chooseBackend({ prefer: 'webgl' as BackendName })).toThrow(
      'chooseBackend: prefer must be one of tfjs-node-gpu, tfjs-node, wasm, cpu; got "webgl".',
    )
  })
})

describe('chooseBackend with a native package made for the test', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'native-'))
    await writeFile(join(folder, 'package.json'), '{ "name": "@tensorflow/tfjs-node-gpu", "main": "index.cjs" }')
    vi.stubEnv(variable, folder)
    vi.resetModules()
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  })

  async function choose(source: string): ReturnType<typeof chooseBackend> {
    await writeFile(join(folder, 'index.cjs'), source)
    const again = await import('./choose-backend.ts')
    return again.chooseBackend()
  }

  test('goes on to the next one and keeps the reason', async () => {
    const { name, refused } = await choose(`throw new Error('libcuda.so.1: not found.\\nSee the manual.')`)
    expect(name).not.toBe('tfjs-node-gpu')
    expect(refused[0]).toEqual({ backend: 'tfjs-node-gpu', reason: 'libcuda.so.1: not found' })
    expect(refusals(refused)).toMatch(/^tfjs-node-gpu: libcuda\.so\.1: not found\./)
  })

  test('says in a few words that the binary was not built', async () => {
    const { refused } = await choose(
      `throw new Error('The Node.js native addon module can not be found at path: /home/me')`,
    )
    expect(refused[0]!.reason).toBe(
      '@tensorflow/tfjs-node-gpu is installed without its binary; docs/gpu.md says how to build it',
    )
  })

  /** A backend that has no kernels. */
  const empty = (more: string): string => `
    const backend = { binding: { TF_Version: '0' }, write: () => ({}), disposeData: () => true, ${more} }
    globalThis._tfengine.registerBackend('tensorflow', () => backend)`

  test('refuses one that loads and cannot compute, and forgets it', async () => {
    const { name, tf, refused } = await choose(empty('dispose() {}'))
    expect(name).not.toBe('tfjs-node-gpu')
    expect(refused[0]!.backend).toBe('tfjs-node-gpu')
    expect(refused[0]!.reason).toMatch(/not registered for backend/)
    expect(tf.findBackendFactory('tensorflow')).toBeNull()
  })

  test('takes one that computes rightly, and then no other beside it', async () => {
    const { name, label, tf } = await choose(`
      const from = require('node:module').createRequire(process.cwd() + '/package.json')
      const tf = from('@tensorflow/tfjs-core')
      const { MathBackendCPU } = from('@tensorflow/tfjs-backend-cpu')
      for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' })
      const native = { binding: { TF_Version: '2.99.0' }, isUsingGpuDevice: true, firstUse: false }
      tf.registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), native))
    `)
    expect([name, label]).toEqual(['tfjs-node-gpu', 'TensorFlow 2.99.0 on the GPU'])
    const again = await import('./choose-backend.ts')
    const beside = await again.chooseBackend({ prefer: 'tfjs-node' })
    expect([beside.name, tf.getBackend()]).toEqual(['tfjs-node-gpu', 'tensorflow'])
    expect(beside.refused).toEqual([
      { backend: 'tfjs-node', reason: 'a process can hold one native backend, and tfjs-node-gpu is in use' },
    ])
    tf.removeBackend('tensorflow')
  })

  test('keeps the reason where it cannot even be disposed', async () => {
    const { refused } = await choose(empty(''))
    expect(refused[0]).toMatchObject({ backend: 'tfjs-node-gpu', reason: expect.not.stringContaining('dispose') })
  })
})

describe('refusals', () => {
  test('says why, one sentence each', () => {
    expect(
      refusals([
        { backend: 'tfjs-node-gpu', reason: 'no device' },
        { backend: 'tfjs-node', reason: 'not installed' },
      ]),
    ).toBe('tfjs-node-gpu: no device. tfjs-node: not installed.')
  })

  test('is empty where the first one was taken', () => {
    expect(refusals([])).toBe('')
  })
})
