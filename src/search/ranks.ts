import type { Kernel } from '../backends/kernel/kernel.ts'
import type { UnitRows } from '../matrix.ts'
import { breather, type Observer } from '../progress.ts'
import type { Language } from '../retrieval.ts'
import { type BlockOptions, type BlockScores, blockScores } from './block-scores.ts'
import { descendingIdOrder } from './id-order.ts'
import { type Thresholds, thresholds } from './thresholds.ts'

/** Every query against every document, and which documents are asked about. */
export interface RankingProblem extends BlockOptions, Observer {
  readonly queries: UnitRows
  readonly documents: UnitRows
  /** Id and language of each row of `documents`. Ids are unique. */
  readonly pool: readonly { readonly id: string; readonly language: Language }[]
  /** For each query, the rows of the documents whose ranks are asked for, each once: those that were judged. */
  readonly asked: readonly (readonly number[])[]
  /** How many of the first results are wanted too. @default 0 */
  readonly top?: number
}

/** Where the documents stand that one query asked about, in the order of the problem's `asked`. 1 is the first rank. */
export interface AskedRanks {
  /** Among all documents. */
  readonly pool: readonly number[]
  /** Among the documents of the document's own language. */
  readonly language: readonly number[]
  /** Cosines with the query. */
  readonly scores: readonly number[]
}

export interface ExactRanks {
  /** One a query. */
  readonly ranks: readonly AskedRanks[]
  /** Rows of the first min(`top`, documents) results of each query, best first; empty where none were wanted. */
  readonly top: readonly Int32Array[]
  /** What computed the scores. */
  readonly kernel: Kernel['name']
}

/**
 * The exact rank of every relevant document: 1 + the number of documents that score above it by cosine, or score the
 * same and have the greater id by UTF-8 bytes (trec_eval's order). Scores are computed block by block and counted, never
 * sorted; memory is bounded by a block of queries × all documents.
 *
 * @throws {RangeError} shapes that do not fit together, or a relevant document that does not exist or comes twice
 */
export async function exactRanks(problem: RankingProblem): Promise<ExactRanks> {
  checkShapes(problem)
  const { queries, documents, asked, onProgress, signal } = problem
  const scores = blockScores(queries, documents, problem)
  const counter = counterFor(problem)
  const breathe = breather(signal)
  const ranks: AskedRanks[] = []
  const top: Int32Array[] = []
  const order = descendingIdOrder(problem.pool.map(({ id }) => id))
  for (let first = 0; first < queries.rows; first += scores.queries) {
    onProgress?.({ stage: 'evaluate', done: first, total: queries.rows, unit: 'queries' })
    const last = Math.min(queries.rows, first + scores.queries)
    for (const _ of scores.compute(first, last)) await breathe()
    for (let query = first; query < last; query++) {
      ranks.push(rankQuery(counter, { scores, query: query - first, asked: asked[query]! }))
      if (problem.top) top.push(firstResults(problem.top, order, (document) => scores.at(query - first, document)))
      await breathe()
    }
  }
  onProgress?.({ stage: 'evaluate', done: queries.rows, total: queries.rows, unit: 'queries' })
  return { ranks, top, kernel: scores.kernel }
}

interface ScoredQuery {
  readonly scores: BlockScores
  /** Its place in the block. */
  readonly query: number
  readonly asked: readonly number[]
}

/** The thresholds are read from the same products that are counted, so that a document never differs from itself. */
function rankQuery(counter: Thresholds, { scores, query, asked }: ScoredQuery): AskedRanks {
  if (asked.length === 0) return { pool: [], language: [], scores: [] }
  const own = asked.map((document) => scores.at(query, document))
  counter.start(asked, own)
  for (const { from, to, at } of scores.stretches) {
    const start = at + query * (to - from)
    counter.count(scores.values, { from: start, to: start + to - from, first: from })
  }
  return { ...counter.ranks(), scores: own }
}

function firstResults(top: number, order: Int32Array, score: (document: number) => number): Int32Array {
  const documents = Int32Array.from(order.keys())
  const scores = Float32Array.from(documents, score)
  return documents.sort((a, b) => scores[b]! - scores[a]! || order[a]! - order[b]!).slice(0, top)
}

function counterFor({ pool }: RankingProblem): Thresholds {
  const numbers = new Map<Language, number>()
  for (const { language } of pool) if (!numbers.has(language)) numbers.set(language, numbers.size)
  return thresholds({
    languages: numbers.size,
    languageOf: Int32Array.from(pool, ({ language }) => numbers.get(language)!),
    order: descendingIdOrder(pool.map(({ id }) => id)),
  })
}

function checkShapes({ queries, documents, pool, asked }: RankingProblem): void {
  const need = (holds: boolean, rule: string, got: string): void => {
    if (!holds) throw new RangeError(`exactRanks: ${rule}; got ${got}.`)
  }
  const dimensions = `${queries.columns} and ${documents.columns}`
  need(queries.columns === documents.columns, 'queries and documents must have the same dimensions', dimensions)
  need(
    pool.length === documents.rows,
    'every document needs an id and a language',
    `${pool.length} for ${documents.rows} rows`,
  )
  need(
    asked.length === queries.rows,
    'every query needs a list of relevant documents',
    `${asked.length} for ${queries.rows} rows`,
  )
  asked.forEach((rows, query) => {
    const outside = rows.find((row) => !(Number.isSafeInteger(row) && row >= 0 && row < documents.rows))
    need(
      outside === undefined,
      `relevant documents must be rows 0 … ${documents.rows - 1}`,
      `${outside} for query ${query}`,
    )
    need(new Set(rows).size === rows.length, 'relevant documents must be listed once', `[${rows}] for query ${query}`)
  })
}
