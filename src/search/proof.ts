import type { Kernel } from '../backends/kernel/kernel.ts'
import type { Matrix } from '../matrix.ts'
import { seeded } from '../random.ts'
import { kernelProducts } from './kernel-products.ts'
import { type Products, type ProductsOptions, scoreAt } from './products.ts'

export interface ProofOptions {
  /** Whose cosines are believed. */
  readonly reference: Kernel['name']
  readonly columns: number
  /** How many; each third is a copy of the first. */
  readonly documents: number
}

const queryCount = 37

/** Cosines of unit rows are off by less, even where 10,000 dimensions are added in another order. */
const tolerance = 1e-5

/**
 * Holds an engine to what exact ranks rest on, on random vectors: cosines near the reference's; equal documents have
 * equal scores wherever they stand; and a query has the same scores in whatever block it comes, on any number of threads.
 *
 * @throws {Error} they do not: says which
 */
export async function prove(
  open: (options: ProductsOptions) => Promise<Products> | Products,
  { reference, columns, documents: rows }: ProofOptions,
): Promise<void> {
  const documents = randomUnits(rows, columns, 1)
  for (let d = 3; d < rows; d += 3) documents.data.copyWithin(d * columns, 0, columns)
  const options = { queries: randomUnits(queryCount, columns, 2), documents }
  const products = await open(options)
  const scores = await allScores(products, options)
  const inSmallBlocks = await allScores(await open({ ...options, block: { queries: 5 }, threads: 1 }), options)
  const believed = await allScores(kernelProducts(reference, options), options)
  scores.forEach((score, at) => {
    const document = at % rows
    const apart = Math.abs(score - believed[at]!)
    if (!(apart < tolerance)) throw new Error(`${products.engine}: a cosine is ${apart} off ${reference}'s.`)
    if (document % 3 === 0 && score !== scores[at - document]) {
      throw new Error(`${products.engine}: equal documents have different scores.`)
    }
    if (score !== inSmallBlocks[at]) throw new Error(`${products.engine}: scores depend on the block or the threads.`)
  })
}

async function allScores(products: Products, { queries, documents }: ProductsOptions): Promise<Float32Array> {
  const out = new Float32Array(queries.rows * documents.rows)
  for (let first = 0; first < queries.rows; first += products.queries) {
    const last = Math.min(queries.rows, first + products.queries)
    for await (const _ of products.compute(first, last));
    for (let q = first; q < last; q++) {
      for (let d = 0; d < documents.rows; d++) out[q * documents.rows + d] = scoreAt(products, q - first, d)
    }
  }
  await products.dispose()
  return out
}

function randomUnits(rows: number, columns: number, seed: number): Matrix {
  const random = seeded(seed)
  const data = Float32Array.from({ length: rows * columns }, () => 2 * random() - 1)
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns)
    const length = Math.hypot(...row)
    row.forEach((value, c) => {
      row[c] = value / length
    })
  }
  return { rows, columns, data }
}
