import type { Tokens } from '../tokenizers/tokenizer.ts'

/** What runs a transformer without training it: texts as tokens → unit vectors. */
export interface Runtime {
  /** As a report names it: `ONNX Runtime`. */
  readonly name: string
  readonly dimensions: number
  /**
   * One batch, padded to its longest text. A text's vector does not depend on what stands beside it, but for rounding.
   *
   * @returns texts.length × dimensions, unit rows
   */
  run(texts: readonly Tokens[]): Promise<Float32Array>
  /** Frees memory that is not the garbage collector's. */
  dispose(): Promise<void>
}
