import type { Matrix } from '../matrix.ts'
import { type PoolLayout, poolLayout } from './pool-layout.ts'
import type { Block } from './products.ts'
import type { AskedRanks, RankingProblem } from './ranks.ts'

/** A ranking problem as numbers alone, which threads can share, and the place for its results. */
export interface RankingJob {
  readonly queries: Matrix
  /** In the layout's order. */
  readonly documents: Matrix
  readonly layout: PoolLayout
  /** Query q asks about positions[starts[q] … starts[q + 1] − 1]. */
  readonly asked: { readonly starts: Int32Array; readonly positions: Int32Array }
  /** How many of the first results are wanted of each query; no more than there are documents. */
  readonly top: number
  readonly block: Partial<Block> | undefined
  readonly results: JobResults
}

/** The first three lie beside `asked.positions`. */
export interface JobResults {
  readonly pool: Int32Array
  readonly language: Int32Array
  readonly scores: Float32Array
  /** Positions of the first results, `top` a query. */
  readonly top: Int32Array
  readonly topScores: Float32Array
}

/** @param shared whether threads are to share the vectors and results; otherwise they are copied only where they must be */
export function rankingJob(problem: RankingProblem, shared: boolean): RankingJob {
  const { queries, documents, asked, block } = problem
  const layout = poolLayout(problem.pool)
  const room = (bytes: number): ArrayBuffer | SharedArrayBuffer =>
    shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
  const lists = askedLists(asked, layout)
  const top = Math.min(problem.top ?? 0, documents.rows)
  const size = 4 * lists.positions.length
  return {
    queries: shared
      ? ordered(
          queries,
          Int32Array.from({ length: queries.rows }, (_, i) => i),
          room,
        )
      : queries,
    documents: shared || !isOrdered(layout.rows) ? ordered(documents, layout.rows, room) : documents,
    layout,
    asked: lists,
    top,
    block,
    results: {
      pool: new Int32Array(room(size)),
      language: new Int32Array(room(size)),
      scores: new Float32Array(room(size)),
      top: new Int32Array(room(4 * top * queries.rows)),
      topScores: new Float32Array(room(4 * top * queries.rows)),
    },
  }
}

/** The results as lists, a query each. */
export function ranksOf({ asked: { starts }, results }: RankingJob): AskedRanks[] {
  return Array.from({ length: starts.length - 1 }, (_, query) => {
    const [from, to] = [starts[query]!, starts[query + 1]!]
    return {
      pool: listOf(results.pool, from, to),
      language: listOf(results.language, from, to),
      scores: listOf(results.scores, from, to),
    }
  })
}

/** Views of so many short stretches would cost more than the numbers in them. */
function listOf(values: Int32Array | Float32Array, from: number, to: number): number[] {
  const list: number[] = []
  for (let i = from; i < to; i++) list.push(values[i]!)
  return list
}

/** Rows of the pool of each query's first results, fewer than were wanted where there are fewer documents. */
export function topOf({ top, queries, layout, results }: RankingJob): Int32Array[] {
  return Array.from({ length: queries.rows }, (_, query) =>
    results.top.slice(query * top, (query + 1) * top).map((position) => layout.rows[position]!),
  )
}

/** Cosines of each query's first results. */
export function topScoresOf({ top, queries, results }: RankingJob): Float32Array[] {
  return Array.from({ length: queries.rows }, (_, query) => results.topScores.slice(query * top, (query + 1) * top))
}

function askedLists(asked: RankingProblem['asked'], { positions }: PoolLayout): RankingJob['asked'] {
  const starts = new Int32Array(asked.length + 1)
  asked.forEach((rows, query) => {
    starts[query + 1] = starts[query]! + rows.length
  })
  const lists = new Int32Array(starts.at(-1)!)
  let at = 0
  for (const rows of asked) for (const row of rows) lists[at++] = positions[row]!
  return { starts, positions: lists }
}

function isOrdered(rows: Int32Array): boolean {
  return rows.every((row, position) => row === position)
}

/** The rows in that order; those that lie together already are copied together. */
function ordered(
  { columns, data }: Matrix,
  rows: Int32Array,
  room: (bytes: number) => ArrayBuffer | SharedArrayBuffer,
): Matrix {
  const out = new Float32Array(room(4 * rows.length * columns))
  for (let from = 0, to = 0; from < rows.length; from = to) {
    do to++
    while (to < rows.length && rows[to] === rows[to - 1]! + 1)
    const first = rows[from]!
    out.set(data.subarray(first * columns, (first + to - from) * columns), from * columns)
  }
  return { rows: rows.length, columns, data: out }
}
