import type { Matrix } from '../matrix.ts'
import { breather, type Observer } from '../progress.ts'
import { checkShapes } from './check-shapes.ts'
import { comparedBytes } from './compared-counts.ts'
import { chooseEngine, openProducts, type Refusal } from './engines.ts'
import { type EngineName, type Products, scoreAt } from './products.ts'
import type { AskedRanks, ExactRanks, RankingProblem } from './ranks.ts'
import { type Chunk, chunksOf, type StreamedDocuments } from './stream-chunks.ts'
import { chunkCounter, type StreamCounts } from './stream-counter.ts'
import { languageStarts, type PoolOfStream, type StreamLayout, streamLayout } from './stream-layout.ts'
import { topResults } from './top-results.ts'

/** A ranking problem whose documents are never held all at once. */
export interface StreamedProblem extends Observer, Pick<RankingProblem, 'queries' | 'asked' | 'top' | 'kernel'> {
  /** Id and language of each document. Ids are unique. */
  readonly pool: PoolOfStream
  readonly documents: StreamedDocuments
  /** Documents held and multiplied at a time. @default 8192 */
  readonly chunk?: number
}

/**
 * `exactRanks` for pools that do not fit into memory. The documents are read twice: once for the vectors of those asked
 * about, whose cosines are the thresholds, and once to count. A document that is asked about must show the same cosine
 * bit for bit when it is counted; should ONNX Runtime's depend on where a document stands, the kernel takes over.
 *
 * @throws {RangeError} shapes that do not fit together, or blocks that do not add up to the pool
 */
export async function streamedRanks(problem: StreamedProblem): Promise<ExactRanks> {
  const { queries, pool, documents, chunk = 8192 } = problem
  checkShapes('streamedRanks', { ...problem, documents: { rows: pool.length, columns: documents.columns } })
  const layout = streamLayout(pool, Math.max(1, Math.min(chunk, pool.length)))
  const { columns } = queries
  const target: Matrix = { rows: layout.size, columns, data: new Float32Array(layout.size * columns) }
  const multiplied = { queries, documents: { ...target, rows: pool.length } }
  const refused: Refusal[] = []
  for (let wanted: EngineName | undefined = problem.kernel; ; wanted = 'simd') {
    const { engine, refused: before } = await chooseEngine(wanted, multiplied)
    refused.push(...before)
    const products = await openProducts(engine, { queries, documents: target, spare: comparedBytes(layout.languages) })
    try {
      return { ...(await rankStream(products, { ...problem, layout, target })), kernel: engine, refused }
    } catch (error) {
      if (!(error instanceof ScoreChanged) || engine !== 'onnx') throw error
      refused.push({ engine, reason: error.message })
    } finally {
      await products.dispose()
    }
  }
}

class ScoreChanged extends Error {}

interface Stream extends StreamedProblem {
  readonly layout: StreamLayout
  /** What the products read documents from. */
  readonly target: Matrix
}

async function rankStream(
  products: Products,
  stream: Stream,
): Promise<Pick<ExactRanks, 'ranks' | 'top' | 'topScores'>> {
  const { asked, layout, onProgress, top = 0 } = stream
  const total = layout.rows.length
  const report = (done: number): void => onProgress?.({ stage: 'evaluate', done, total, unit: 'documents' })
  const counts = await thresholdsOf(products, stream)
  const count = chunkCounter(products, layout)
  const best = top > 0 ? asked.map(() => topResults(Math.min(top, total), layout.order)) : []
  for await (const chunk of chunksOf(stream.documents, layout, stream.target)) {
    report(chunk.first)
    const { first, documents } = chunk
    const starts = languageStarts(layout.languageOf.subarray(first, first + documents), layout.languages)
    for await (const { query, inBlock } of scoredQueries(products, stream)) {
      checkOwnScores(products, counts[query]!, { ...chunk, inBlock })
      count(counts[query]!, { ...chunk, starts, inBlock })
      best[query]?.offer(rowOf(products, inBlock, chunk), { from: 0, to: chunk.documents, first: chunk.first })
    }
  }
  report(total)
  const ranks = counts.map(
    ({ pool, language, scores }): AskedRanks => ({ pool: [...pool], language: [...language], scores: [...scores] }),
  )
  const first = best.map((selection) => selection.take())
  return {
    ranks,
    top: first.map(({ documents }) => documents.map((at) => layout.rows[at]!)),
    topScores: first.map(({ scores }) => scores),
  }
}

/** The first reading: cosines of the documents asked about, in products of the shape that will be counted. */
async function thresholdsOf(products: Products, stream: Stream): Promise<StreamCounts[]> {
  const { asked, layout, target } = stream
  const positions = asked.map((rows) => Int32Array.from(rows, (row) => layout.positions[row]!))
  const counts = positions.map((own) => ({
    positions: own,
    scores: new Float32Array(own.length),
    pool: new Int32Array(own.length).fill(1),
    language: new Int32Array(own.length).fill(1),
  }))
  const slots = new Map([...new Set(asked.flat())].map((row, slot) => [layout.positions[row]!, slot]))
  const vectors = await vectorsAt([...slots.keys()], stream)
  for (let first = 0; first < slots.size; first += layout.size) {
    const part = vectors.subarray(first * target.columns, (first + layout.size) * target.columns)
    target.data.fill(0).set(part)
    for await (const { query, inBlock } of scoredQueries(products, stream)) {
      positions[query]!.forEach((position, i) => {
        const slot = slots.get(position)! - first
        if (slot >= 0 && slot < layout.size) counts[query]!.scores[i] = scoreAt(products, inBlock, slot)
      })
    }
  }
  return counts
}

/** The vectors of the documents at these positions, one after another. */
async function vectorsAt(positions: readonly number[], stream: Stream): Promise<Float32Array> {
  const { documents, layout, target, signal } = stream
  const { columns, data } = target
  const breathe = breather(signal)
  const out = new Float32Array(positions.length * columns)
  const byChunk = Map.groupBy(positions.keys(), (slot) => Math.floor(positions[slot]! / layout.size))
  for await (const { first } of chunksOf(documents, layout, target)) {
    await breathe()
    for (const slot of byChunk.get(first / layout.size) ?? []) {
      const at = (positions[slot]! - first) * columns
      out.set(data.subarray(at, at + columns), slot * columns)
    }
  }
  return out
}

async function* scoredQueries(
  products: Products,
  { queries, signal }: Stream,
): AsyncGenerator<{ readonly query: number; readonly inBlock: number }> {
  const breathe = breather(signal)
  for (let first = 0; first < queries.rows; first += products.queries) {
    const last = Math.min(queries.rows, first + products.queries)
    for await (const _ of products.compute(first, last)) await breathe()
    for (let query = first; query < last; query++) yield { query, inBlock: query - first }
  }
}

function checkOwnScores(
  products: Products,
  { positions, scores }: StreamCounts,
  { first, documents, inBlock }: Chunk & { readonly inBlock: number },
): void {
  positions.forEach((position, i) => {
    if (position < first || position >= first + documents) return
    if (scoreAt(products, inBlock, position - first) !== scores[i]) {
      throw new ScoreChanged(`${products.engine}: the same document scored differently when it was counted.`)
    }
  })
}

/** One query's scores side by side. */
function rowOf({ values, stretches }: Products, inBlock: number, { documents }: Chunk): Float32Array {
  const row = new Float32Array(documents)
  for (const { from, to, at } of stretches) {
    const start = at + inBlock * (to - from)
    row.set(values.subarray(start, start + Math.max(0, Math.min(to, documents) - from)), Math.min(from, documents))
  }
  return row
}
