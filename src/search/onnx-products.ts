import { createKernel } from '../backends/kernel/create-kernel.ts'
import type { Matrix } from '../matrix.ts'
import { productModel } from './onnx-model.ts'
import { type Products, type ProductsOptions, queriesABlock } from './products.ts'

/** A model is one protocol buffer, which ends at 2 GiB. */
const largestModel = 2 ** 31 - 2 ** 16

/**
 * Products in ONNX Runtime, on as many threads as there are cores. Its scores differ from the kernel's in their last
 * bits, since it adds with fused multiplications.
 *
 * @throws {Error} the package onnxruntime-node is absent or does not load here
 * @throws {RangeError} the documents take 2 GiB or more
 */
export async function onnxProducts(options: ProductsOptions): Promise<Products> {
  const { queries, documents, spare = 0 } = options
  checkModelSize(documents)
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
  const { columns } = queries
  const rows = queriesABlock(options)
  const kernel = createKernel({ bytes: 4 * rows * documents.rows + 16 + spare })
  const values = kernel.floats(rows * documents.rows)
  const load = (): ReturnType<typeof InferenceSession.create> =>
    InferenceSession.create(productModel(transposed(documents), columns, documents.rows), {
      executionProviders: ['cpu'],
      enableMemPattern: false,
      // Its threads would otherwise keep a core busy while this one counts.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
  let session = await load()
  return {
    engine: 'onnx',
    kernel,
    queries: rows,
    values,
    stretches: [{ from: 0, to: documents.rows, at: 0 }],
    async *compute(first, last) {
      const m = last - first
      const left = new Tensor('float32', queries.data.subarray(first * columns, last * columns), [m, columns])
      const out = new Tensor('float32', values.subarray(0, m * documents.rows), [m, documents.rows])
      await session.run({ queries: left }, { scores: out })
      yield
    },
    async reload() {
      await session.release()
      session = await load()
    },
    dispose: () => session.release(),
  }
}

/** @throws {RangeError} the documents do not fit into one model */
export function checkModelSize({ rows, columns, data }: Matrix): void {
  if (data.byteLength > largestModel) {
    throw new RangeError(`onnxProducts: documents must take less than 2 GiB; got ${rows} × ${columns}. Stream them.`)
  }
}

/** In tiles of 32 rows: whole rows would be out of the cache by the next column. */
function transposed({ rows, columns, data }: Matrix): Float32Array {
  const out = new Float32Array(rows * columns)
  for (let first = 0; first < rows; first += 32) {
    const last = Math.min(rows, first + 32)
    for (let c = 0; c < columns; c++) {
      for (let r = first; r < last; r++) out[c * rows + r] = data[r * columns + c]!
    }
  }
  return out
}
