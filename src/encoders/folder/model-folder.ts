import type { Architecture } from './architecture.ts'
import type { Weights } from './weights.ts'

/** A pretrained encoder as Hugging Face and sentence-transformers lay it out, read and checked, but for the values of its weights. */
export interface ModelFolder {
  /** The folder, links followed. */
  readonly path: string
  /** The folder's own name. */
  readonly name: string
  readonly architecture: Architecture
  readonly weights: Weights
  readonly pooling: Pooling
  /** Applied after pooling, in this order. */
  readonly dense: readonly Dense[]
  /** Put before a text by its role. Empty where the folder names none. */
  readonly prompts: { readonly query: string; readonly document: string }
  /** Most tokens of a text, special ones included: what the modules say, else the tokenizer, and never beyond the positions. */
  readonly maxLength: number
  /** Contents of tokenizer.json and tokenizer_config.json ({} where absent). */
  readonly tokenizer: { readonly json: unknown; readonly config: Readonly<Record<string, unknown>> }
  /** sha-256 of everything that decides a vector: weights, configuration, tokenizer, modules. Read once, in a stream. */
  hash(): Promise<string>
}

export type PoolingMode = 'cls' | 'mean' | 'max' | 'mean-sqrt-length' | 'weighted-mean' | 'last-token'

export interface Pooling {
  /** One after another in this order, side by side in the vector: usually one. */
  readonly modes: readonly PoolingMode[]
  /** Whether the tokens of a prompt take part. */
  readonly includePrompt: boolean
}

/** activation(x · weightᵀ + bias) */
export interface Dense {
  readonly inputs: number
  readonly outputs: number
  readonly activation: 'identity' | 'tanh' | 'relu' | 'gelu' | 'sigmoid'
  /** outputs × inputs, row-major. */
  readonly weight: Float32Array
  /** Zeros where the module has none. */
  readonly bias: Float32Array
}
