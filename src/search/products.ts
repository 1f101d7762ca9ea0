import type { Kernel } from '../backends/kernel/kernel.ts'
import type { Matrix } from '../matrix.ts'

/** What multiplies queries and documents: ONNX Runtime, SIMD WebAssembly, or typed arrays. */
export type EngineName = 'onnx' | Kernel['name']

/** How many queries and documents are multiplied at a time. */
export interface Block {
  readonly queries: number
  readonly documents: number
}

export interface ProductsOptions {
  readonly queries: Matrix
  readonly documents: Matrix
  /** @default what keeps the scores within 64 MB and the pauses frequent */
  readonly block?: Partial<Block> | undefined
  /** Threads of ONNX Runtime's own; the kernels multiply in the calling thread. @default one a core */
  readonly threads?: number
  /** Bytes of the kernel's arena that are left to others. @default 0 */
  readonly spare?: number
}

/** A stretch of documents whose scores lie together: those of the block's query q begin at `at + q * (to - from)`. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly at: number
}

/**
 * The cosines of a block of queries with all documents, both as they are when it is computed. Computing a block
 * overwrites the one before. Equal documents have bit for bit equal scores with a query, wherever they stand.
 */
export interface Products {
  readonly engine: EngineName
  /** In whose arena the scores lie, for counting them there. */
  readonly kernel: Kernel
  /** Queries a block. */
  readonly queries: number
  readonly values: Float32Array
  /** Of as many documents each, but for the last. */
  readonly stretches: readonly Stretch[]
  /** Computes the queries first … last − 1, pausing after each stretch of documents. */
  compute(first: number, last: number): AsyncIterable<void> | Iterable<void>
  /** Frees what the garbage collector does not. */
  dispose(): Promise<void>
}

/** One score of the block computed last. */
export function scoreAt({ values, stretches }: Products, query: number, document: number): number {
  const size = stretches[0]!.to
  const { from, to, at } = stretches[Math.floor(document / size)]!
  return values[at + query * (to - from) + document - from]!
}

/** 256 queries keep an engine busy; 2^24 scores are 64 MB. */
export function queriesABlock({ queries, documents, block }: ProductsOptions): number {
  const wanted = block?.queries ?? Math.min(256, Math.floor(2 ** 24 / Math.max(1, documents.rows)))
  return Math.max(1, Math.min(wanted, queries.rows))
}
