export type TensorFlow = typeof import('@tensorflow/tfjs-core')

/** In the order in which they are tried: from the quickest to the one that runs everywhere. */
export const backendNames = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const
export type BackendName = (typeof backendNames)[number]

/** What TensorFlow.js computes with, after it has shown that it computes rightly. */
export interface Backend {
  readonly name: BackendName
  /** As a report names it: `WebAssembly (TensorFlow.js 4.22.0)`. */
  readonly label: string
  /** The library, with this backend set and all gradients registered. Tensors are the caller's to dispose. */
  readonly tf: TensorFlow
  /** Backends that would have come before this one, and why each was not taken. */
  readonly refused: readonly Refusal[]
  memory(): BackendMemory
  /**
   * What to throw for an error that came out of `tf`: an OutOfMemory where the backend ran out of memory, saying
   * which options lower it; any other error as it is.
   */
  explain(error: unknown): unknown
}

export interface Refusal {
  readonly backend: BackendName
  /** A sentence without its full stop. */
  readonly reason: string
}

export interface BackendMemory {
  /** Tensors not yet disposed. */
  readonly tensors: number
  /** Bytes of their values. */
  readonly bytes: number
}

/** What loading a backend gives, before it is proved. */
export interface Loaded {
  readonly label: string
  readonly explain: (error: unknown) => unknown
}
