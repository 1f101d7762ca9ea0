import { type Matrix, matrix, type UnitRows } from '../matrix.ts'
import { breather, type Observer } from '../progress.ts'
import type { DocumentPool } from '../search/document-pool.ts'
import { chooseEngine, openProducts } from '../search/engines.ts'
import type { Products } from '../search/products.ts'
import { type Chunk, chunksOf, type StreamedDocuments } from '../search/stream-chunks.ts'
import { streamLayout } from '../search/stream-layout.ts'
import { type TopResults, topResults } from '../search/top-results.ts'

export interface StreamedTopProblem extends Pick<Observer, 'signal'> {
  readonly queries: UnitRows
  readonly pool: DocumentPool
  /** Read once. */
  readonly documents: StreamedDocuments
  readonly k: number
  /** Documents held and multiplied at a time. @default 8192 */
  readonly chunk?: number
}

/** Rows of one query's first documents, best first, and their scores. */
export interface Top {
  readonly rows: Int32Array
  readonly scores: Float32Array
}

/** The first `k` documents of each query by cosine, exactly, in one pass over documents that are never held all at once. */
export async function streamedTop(problem: StreamedTopProblem): Promise<Top[]> {
  const { queries, pool, documents, k, chunk = 8192, signal } = problem
  const layout = streamLayout(pool, Math.max(1, Math.min(chunk, pool.length)))
  const target = matrix(layout.size, queries.columns)
  const best = Array.from({ length: queries.rows }, () => topResults(Math.min(k, pool.length), layout.order))
  const products = await productsFor(queries, target)
  try {
    const breathe = breather(signal)
    for await (const part of chunksOf(documents, layout, target)) {
      for (let first = 0; first < queries.rows; first += products.queries) {
        const last = Math.min(queries.rows, first + products.queries)
        for await (const _ of products.compute(first, last)) await breathe()
        offer(products, part, best.slice(first, last))
      }
    }
  } finally {
    await products.dispose()
  }
  return best.map((selection) => {
    const { documents: positions, scores } = selection.take()
    return { rows: positions.map((position) => layout.rows[position]!), scores }
  })
}

/** The kernel's, whose scores are the same on every machine. */
async function productsFor(queries: UnitRows, documents: Matrix): Promise<Products> {
  const { engine } = await chooseEngine('simd', { queries, documents })
  return await openProducts(engine, { queries, documents })
}

/** Offers each query of the block computed last its scores. What is left of a chunk is no document. */
function offer({ values, stretches }: Products, { first, documents }: Chunk, best: readonly TopResults[]): void {
  best.forEach((selection, inBlock) => {
    for (const { from, to, at } of stretches) {
      const start = at + inBlock * (to - from)
      const size = Math.min(to, documents) - from
      if (size > 0) selection.offer(values, { from: start, to: start + size, first: first + from })
    }
  })
}
