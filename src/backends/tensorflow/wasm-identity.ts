import type { TensorFlow } from './backend.ts'
import type { TensorInfo, WasmBackend } from './wasm-heap.ts'

/**
 * Replaces the wasm backend's copy of a tensor, which every variable and reshape on a tape asks for, by a second
 * reference to the same memory, as its reshape does: no kernel writes into a tensor that exists.
 */
export function registerIdentity(tf: TensorFlow): void {
  tf.unregisterKernel('Identity', 'wasm')
  tf.registerKernel({
    kernelName: 'Identity',
    backendName: 'wasm',
    kernelFunc: (call) => {
      const { inputs, backend } = call as unknown as { inputs: { x: TensorInfo }; backend: WasmBackend }
      const { dataId, shape, dtype } = inputs.x
      backend.incRef(dataId)
      return { dataId, shape, dtype } as never
    },
  })
}
