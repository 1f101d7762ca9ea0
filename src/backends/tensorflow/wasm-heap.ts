import type { TensorFlow } from './backend.ts'
import { lessMemory, OutOfMemory } from './out-of-memory.ts'
import type { WasmBackend } from './tensors.ts'

/** All that a 32-bit address can reach. */
const reach = 2 ** 32
const reachInWords = '4 GB, which is all that WebAssembly can address'
/** Room for what the allocator adds to a request. */
const slack = 2 ** 20
/** What kernels in C++ may ask for by themselves. */
const unseen = 64 * slack
const pageBytes = 65_536

/**
 * Makes an allocation that finds no memory throw, before harm is done. As shipped, the backend takes the null pointer
 * for an address and writes the tensor over its own data; worse, the allocator adds a request to the heap's end in 32
 * bits, and when the sum wraps around it hands out memory that is in use. So the heap may grow only as far as the
 * largest request can be added to it without that.
 */
export function guardHeap({ wasm }: WasmBackend): void {
  const { malloc, memory } = wasm.asm
  let largest = unseen
  const refuse = (bytes: number): never => {
    const message = `wasm: tensors must fit in ${reachInWords}; a tensor of ${bytes} bytes did not. ${lessMemory}`
    throw new OutOfMemory(message, { alive: true })
  }
  limitGrowth(memory, () => reach - largest - slack)
  wasm._malloc = (bytes) => {
    if (memory.buffer.byteLength + bytes + slack > reach && bytes > largest) refuse(bytes)
    largest = Math.max(largest, bytes)
    const offset = allocate(malloc, bytes)
    return offset === 0 && bytes > 0 ? refuse(bytes) : offset
  }
}

/** A growth that throws is one that failed, to the module as to anyone. */
function limitGrowth(memory: WebAssembly.Memory, limit: () => number): void {
  const grow = Object.getPrototypeOf(memory).grow as (this: WebAssembly.Memory, pages: number) => number
  Object.assign(memory, {
    grow(pages: number) {
      if (memory.buffer.byteLength + pages * pageBytes > limit()) throw new RangeError('wasm: the heap is full.')
      return grow.call(memory, pages)
    },
  })
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
    `wasm: a step must fit in ${reachInWords}; the module gave up and cannot be used again in this process. ${lessMemory}`,
    { alive: false, cause: error },
  )
}

/** The backend that is set, which must be `wasm`. */
export function wasmBackend(tf: TensorFlow): WasmBackend {
  return tf.backend() as unknown as WasmBackend
}
