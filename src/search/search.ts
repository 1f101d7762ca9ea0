import type { UnitRows } from '../matrix.ts'
import type { Observer } from '../progress.ts'
import type { Ranking } from '../retrieval.ts'
import type { RankingProblem } from './ranks.ts'
import { runJob } from './run-job.ts'

export interface SearchOptions extends Observer, Pick<RankingProblem, 'kernel' | 'block' | 'threads'> {
  readonly queries: UnitRows
  readonly documents: UnitRows
  /** Id of each row of `queries`. */
  readonly queryIds: readonly string[]
  /** Id of each row of `documents`, each once. */
  readonly documentIds: readonly string[]
  /** How many results a query. At least 1; where there are fewer documents, all are returned. */
  readonly k: number
}

/**
 * The first `k` documents of each query by cosine, exactly: every document is scored. Equal cosines are in trec_eval's
 * order, greater ids by UTF-8 bytes first.
 *
 * @returns one ranking a query, in the order of the queries
 * @throws {RangeError} shapes that do not fit together, or `k` is not a positive integer
 */
export async function search(options: SearchOptions): Promise<Ranking[]> {
  const { queryIds, documentIds, k, ...problem } = options
  checkOptions(options)
  const { job } = await runJob({
    ...problem,
    pool: documentIds.map((id) => ({ id, language: '' })),
    asked: queryIds.map(() => []),
    top: k,
  })
  const { top, layout, results } = job
  return queryIds.map((query, q) => ({
    query,
    documents: Array.from(results.top.subarray(q * top, (q + 1) * top), (at) => documentIds[layout.rows[at]!]!),
    scores: Float64Array.from(results.topScores.subarray(q * top, (q + 1) * top)),
  }))
}

function checkOptions({ queries, documents, queryIds, documentIds, k }: SearchOptions): void {
  const need = (holds: boolean, rule: string, got: string | number): void => {
    if (!holds) throw new RangeError(`search: ${rule}; got ${got}.`)
  }
  const dimensions = `${queries.columns} and ${documents.columns}`
  need(queries.columns === documents.columns, 'queries and documents must have the same dimensions', dimensions)
  need(queryIds.length === queries.rows, 'every query needs an id', `${queryIds.length} for ${queries.rows} rows`)
  need(
    documentIds.length === documents.rows,
    'every document needs an id',
    `${documentIds.length} for ${documents.rows} rows`,
  )
  need(new Set(documentIds).size === documentIds.length, 'every document needs an id of its own', 'one twice')
  need(Number.isSafeInteger(k) && k >= 1, 'k must be a positive integer', k)
}
