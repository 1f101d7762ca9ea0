import { createKernel } from '../backends/kernel/create-kernel.ts'
import type { Kernel } from '../backends/kernel/kernel.ts'
import { type Products, type ProductsOptions, queriesABlock, type Stretch } from './products.ts'

/** Products in SIMD WebAssembly or typed arrays, in the calling thread. The kernel has just the memory for one block. */
export function kernelProducts(prefer: Kernel['name'], options: ProductsOptions): Products {
  const { queries, documents, spare = 0 } = options
  const { columns } = queries
  const rows = queriesABlock(options)
  const size = documentsAStretch(rows, options)
  // Each of the three arrays may be rounded up to 16 bytes.
  const bytes = 4 * (rows * columns + size * columns + rows * documents.rows) + 48 + spare
  const kernel = createKernel({ bytes, prefer })
  const left = kernel.floats(rows * columns)
  const right = kernel.floats(size * columns)
  const values = kernel.floats(rows * documents.rows)
  const stretches: Stretch[] = []
  for (let from = 0; from < documents.rows; from += size) {
    stretches.push({ from, to: Math.min(documents.rows, from + size), at: from * rows })
  }
  return {
    engine: kernel.name,
    kernel,
    queries: rows,
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
    async dispose() {},
  }
}

/** 2^25 multiplications take about 4 ms by SIMD, 60 without. */
function documentsAStretch(rows: number, { queries, documents, block }: ProductsOptions): number {
  const wanted = block?.documents ?? Math.floor(2 ** 25 / (rows * Math.max(1, queries.columns)))
  return Math.max(1, Math.min(wanted, documents.rows))
}
