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
  disposeData(dataId: object): boolean
  getMemoryOffset(dataId: object): number
  readonly wasm: WasmModule
}

interface WasmModule {
  _malloc(bytes: number): number
  readonly asm: { readonly memory: WebAssembly.Memory; malloc(bytes: number): number }
}

/** The part of TensorFlow.js's plain backend that our kernels use. */
export interface CpuBackend {
  readonly data: { get(id: object): { readonly values: Values } }
  makeTensorInfo(shape: number[], dtype: TensorInfo['dtype'], values: Values): TensorInfo
}

export type Values = Float32Array | Int32Array
