import { createKernel } from '../backends/kernel/create-kernel.ts'
import type { Kernel } from '../backends/kernel/kernel.ts'
import type { UnitRows } from '../matrix.ts'

/** How many queries and documents are multiplied at a time. */
export interface Block {
  readonly queries: number
  readonly documents: number
}

export interface BlockOptions {
  /** @default 'simd' where it runs */
  readonly kernel?: Kernel['name']
  /** @default what keeps the scores within 64 MB and the pauses frequent */
  readonly block?: Partial<Block>
}

/** A stretch of documents whose scores lie together: those of the block's query q begin at `at + q * (to - from)`. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly at: number
}

/** The cosines of a block of queries with all documents. Computing a block overwrites the one before. */
export interface BlockScores {
  readonly kernel: Kernel['name']
  /** Queries a block. */
  readonly queries: number
  readonly values: Float32Array
  readonly stretches: readonly Stretch[]
  /** Computes the queries first … last − 1, pausing after each stretch of documents. */
  compute(first: number, last: number): Iterable<void>
  /** One score of the block computed last. */
  at(query: number, document: number): number
}

/** Products of queries and documents of the same dimensions, in a kernel with just the memory for one block. */
export function blockScores(
  queries: UnitRows,
  documents: UnitRows,
  { kernel: prefer, block }: BlockOptions,
): BlockScores {
  const { columns } = queries
  const size = blockSize(queries, documents, block)
  // Each of the three arrays may be rounded up to 16 bytes.
  const bytes = 4 * (size.queries * columns + size.documents * columns + size.queries * documents.rows) + 48
  const kernel = createKernel({ bytes, ...(prefer && { prefer }) })
  const left = kernel.floats(size.queries * columns)
  const right = kernel.floats(size.documents * columns)
  const values = kernel.floats(size.queries * documents.rows)
  const stretches: Stretch[] = []
  for (let from = 0; from < documents.rows; from += size.documents) {
    stretches.push({ from, to: Math.min(documents.rows, from + size.documents), at: from * size.queries })
  }
  return {
    kernel: kernel.name,
    queries: size.queries,
    values,
    stretches,
    *compute(first, last) {
      left.set(queries.data.subarray(first * columns, last * columns))
      for (const { from, to, at } of stretches) {
        right.set(documents.data.subarray(from * columns, to * columns))
        kernel.multiplyTransposed(values.subarray(at), left, right, last - first, columns, to - from)
        yield
      }
    },
    at(query, document) {
      const { from, to, at } = stretches[Math.floor(document / size.documents)]!
      return values[at + query * (to - from) + document - from]!
    },
  }
}

/** 256 queries keep the kernel busy; 2^24 scores are 64 MB; 2^25 multiplications take about 4 ms by SIMD, 60 without. */
function blockSize(queries: UnitRows, documents: UnitRows, block: Partial<Block> = {}): Block {
  const wanted = block.queries ?? Math.min(256, Math.floor(2 ** 24 / Math.max(1, documents.rows)))
  const rows = Math.max(1, Math.min(wanted, queries.rows))
  const columns = block.documents ?? Math.floor(2 ** 25 / (rows * Math.max(1, queries.columns)))
  return { queries: rows, documents: Math.max(1, Math.min(columns, documents.rows)) }
}
