import type { TensorFlow } from './backend.ts'
import { lessMemory, OutOfMemory } from './out-of-memory.ts'

/** A tensor as kernels see it. */
export interface TensorInfo {
  readonly dataId: object
  readonly shape: number[]
  readonly dtype: 'float32' | 'int32' | 'bool'
}

/** The part of TensorFlow.js's WebAssembly backend that our kernels use. */
export interface WasmBackend {
  /** Unfilled memory for a result. May grow the heap, after which older views of it are empty: take views afterwards. */
  makeOutput(shape: number[], dtype: TensorInfo['dtype']): TensorInfo
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array
  /** One more tensor has this memory. */
  incRef(dataId: object): void
  readonly wasm: WasmModule
}

interface WasmModule {
  _malloc(bytes: number): number
  readonly asm: { readonly memory: WebAssembly.Memory; malloc(bytes: number): number }
}

/** All that a 32-bit address can reach. */
const largest = '4 GB, which is all that WebAssembly can address'

/**
 * Makes an allocation that finds no memory throw. The backend itself takes the null pointer for an address and writes
 * the tensor over its own data.
 */
export function guardHeap({ wasm }: WasmBackend): void {
  const { malloc } = wasm.asm
  wasm._malloc = (bytes) => {
    const offset = allocate(malloc, bytes)
    if (offset === 0 && bytes > 0) {
      throw new OutOfMemory(`wasm: tensors must fit in ${largest}; a tensor of ${bytes} bytes did not. ${lessMemory}`, {
        alive: true,
      })
    }
    return offset
  }
}

function allocate(malloc: (bytes: number) => number, bytes: number): number {
  try {
    return malloc(bytes)
  } catch (error) {
    throw explainAbort(error)
  }
}

/** Kernels in C++ that find no memory abort; the module must not be called again, and a process has but one. */
export function explainAbort(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'RuntimeError') return error
  if (!/abort|memory access out of bounds/i.test(error.message)) return error
  return new OutOfMemory(
    `wasm: a step must fit in ${largest}; the module gave up and cannot be used again in this process. ${lessMemory}`,
    { alive: false, cause: error },
  )
}

/** The backend that is set, which must be `wasm`. */
export function wasmBackend(tf: TensorFlow): WasmBackend {
  return tf.backend() as unknown as WasmBackend
}
