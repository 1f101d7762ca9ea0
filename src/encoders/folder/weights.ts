/** How a tensor's numbers are stored. */
export type FloatType = 'F32' | 'F16' | 'BF16'

/** Where a tensor lies on disk. */
export interface TensorPlace {
  /** Path of the file, links followed. */
  readonly file: string
  readonly type: FloatType
  readonly shape: readonly number[]
  /** First byte and the byte behind the last, from the start of the file. */
  readonly start: number
  readonly end: number
}

/** An encoder's parameters by the names of Hugging Face's encoder class, whatever prefix the file gives them. */
export interface Weights {
  /** All parameters that the architecture has, in its order. */
  readonly names: readonly string[]
  /** @throws {RangeError} a name that the architecture has not */
  place(name: string): TensorPlace
  /** The values, widened to 32 bits, row-major. Read from disk each time. */
  read(name: string): Promise<Float32Array>
}
