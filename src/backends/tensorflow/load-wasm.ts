import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import type { Loaded, TensorFlow } from './backend.ts'
import { registerWasmMatMul } from './matmul.ts'
import { registerWasmSegmentSum } from './segment-sum.ts'
import { registerGather } from './wasm-gather.ts'
import { explainAbort, guardHeap, wasmBackend } from './wasm-heap.ts'
import { registerIdentity } from './wasm-identity.ts'
import { registerSum } from './wasm-sum.ts'

/** WebAssembly with SIMD on one thread (TensorFlow.js has no threads under Node), with our kernels for what it lacks. */
export async function loadWasm(tf: TensorFlow): Promise<Loaded> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep)
  await withoutListeners(() => tf.setBackend('wasm'))
  const backend = wasmBackend(tf)
  guardHeap(backend)
  registerWasmMatMul(tf, backend)
  registerWasmSegmentSum(tf)
  registerGather(tf)
  registerSum(tf)
  registerIdentity(tf)
  return { label: `WebAssembly (TensorFlow.js ${tf.version_core})`, explain: explainAbort }
}

const events = ['uncaughtException', 'unhandledRejection'] as const

/**
 * The module, as it starts, makes the whole process throw what goes unhandled anywhere, which would decide for a test
 * runner how its failures look. Takes that back.
 */
async function withoutListeners(start: () => Promise<unknown>): Promise<void> {
  const before = events.map((event) => new Set(process.listeners(event as 'uncaughtException')))
  await start()
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[i]!.has(listener)) process.removeListener(event, listener)
    }
  })
}
