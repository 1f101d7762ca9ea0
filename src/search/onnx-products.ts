import { createKernel } from '../backends/kernel/create-kernel.ts'
import { productModel } from './onnx-model.ts'
import { type Products, type ProductsOptions, queriesABlock } from './products.ts'

/**
 * Products in ONNX Runtime, which reads queries and documents where they are: threads that share the vectors need no
 * copies. Its scores differ from the kernel's in their last bits, since it adds with fused multiplications.
 *
 * @throws {Error} the package onnxruntime-node is absent or does not load here
 */
export async function onnxProducts(options: ProductsOptions): Promise<Products> {
  const { queries, documents, threads = 0, spare = 0 } = options
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
  const { columns } = queries
  const rows = queriesABlock(options)
  const room = Math.max(fewest, rows)
  const kernel = createKernel({ bytes: 4 * room * documents.rows + 16 + spare })
  const values = kernel.floats(room * documents.rows)
  const session = await InferenceSession.create(productModel(), {
    executionProviders: ['cpu'],
    enableMemPattern: false,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Its threads would otherwise keep a core busy while this one counts.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  })
  const right = new Tensor('float32', documents.data, [documents.rows, columns])
  return {
    engine: 'onnx',
    kernel,
    queries: rows,
    values,
    stretches: [{ from: 0, to: documents.rows, at: 0 }],
    async *compute(first, last) {
      const m = Math.max(fewest, last - first)
      const left = new Tensor('float32', rowsFrom(queries.data, first * columns, m * columns), [m, columns])
      const out = new Tensor('float32', values.subarray(0, m * documents.rows), [m, documents.rows])
      await session.run({ queries: left, documents: right }, { scores: out })
      yield
    },
    dispose: () => session.release(),
  }
}

/** A product of one query alone is computed by another routine, which adds in another order. */
const fewest = 2

/** So many values from there on; zeros follow the last. */
function rowsFrom(data: Float32Array, from: number, size: number): Float32Array {
  if (from + size <= data.length) return data.subarray(from, from + size)
  const out = new Float32Array(size)
  out.set(data.subarray(from))
  return out
}
