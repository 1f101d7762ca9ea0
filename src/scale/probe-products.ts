import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import { seeded } from '../random.ts'
import { streamedRanks } from '../search/streamed-ranks.ts'

/** How quickly ranks are computed here. */
export interface ProductsProbe {
  /** Numbers multiplied and added a second, counting of ranks included. */
  readonly rate: number
  /** What multiplied. */
  readonly engine: string
}

/** 1,024 queries × 16,384 documents: a second or two at 384 dimensions, in two chunks. */
const size = { queries: 1024, documents: 16_384 }

/** The quickest of so many counts: other programs slow some of them down. */
const times = 3

/** Times exact ranks of random vectors, streamed as a large pool is. */
export async function probeProducts(dimensions: number): Promise<ProductsProbe> {
  const documents = randomRows(size.documents, dimensions, 2)
  const problem = {
    queries: randomRows(size.queries, dimensions, 1),
    pool: Array.from({ length: size.documents }, (_, i) => ({ id: `d${i}`, language: 'en' })),
    asked: Array.from({ length: size.queries }, (_, q) => [q]),
    documents: { columns: dimensions, blocks: () => [documents] },
  }
  let quickest = { seconds: Infinity, engine: '' }
  for (let time = 0; time < times; time++) {
    const start = performance.now()
    const { kernel } = await streamedRanks(problem)
    const seconds = (performance.now() - start) / 1000
    if (seconds < quickest.seconds) quickest = { seconds, engine: kernel }
  }
  const { seconds, engine } = quickest
  return { rate: (size.queries * size.documents * dimensions) / seconds, engine }
}

function randomRows(rows: number, columns: number, seed: number): UnitRows {
  const random = seeded(seed)
  const out = matrix(rows, columns)
  for (let at = 0; at < out.data.length; at += columns) {
    const row = out.data.subarray(at, at + columns)
    for (let i = 0; i < columns; i++) row[i] = random() - 0.5
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    for (let i = 0; i < columns; i++) row[i]! /= length
  }
  return unitRows(out)
}
