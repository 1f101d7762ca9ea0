import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { SearchIndex } from '../indexes/search-index.ts'
import { matrix, row, type UnitRows } from '../matrix.ts'
import type { Observer } from '../progress.ts'
import type { Language, Ranking, Setting } from '../retrieval.ts'
import { type DocumentPool, languageAt } from '../search/document-pool.ts'
import type { Answers } from './answers.ts'
import { mostIgnored } from './without-ignored.ts'

/** A data set whose queries are put to an index. */
export interface IndexProblem extends Observer {
  readonly dataset: Dataset | StreamedDataset
  readonly pool: DocumentPool
  readonly answers: readonly Answers[]
  readonly index: SearchIndex
  /** Row i for `dataset.queries[i]`. */
  readonly queries: UnitRows
  /** Results of a query in each pool, what it ignores left out. */
  readonly k: number
  readonly settings: ReadonlySet<Setting>
}

/** What one query found in one pool, best first; without what it ignores. */
export interface Found {
  /** Its place in `dataset.queries`. */
  readonly query: number
  /** Language of the pool; null for the pool of all languages. */
  readonly language: Language | null
  readonly rows: Int32Array
  readonly scores: Float64Array
}

/**
 * Searches every pool that a setting looks at, one after another: the language of the query, each other that it has an
 * answer in, and all languages.
 *
 * @throws {RangeError} a document that the data set does not hold, or in another language than was asked for
 */
export async function* indexResults(problem: IndexProblem): AsyncGenerator<Found, void> {
  const { answers, index, queries, k, signal, onProgress } = problem
  const pools = queriesOfPools(problem)
  const total = [...pools.values()].reduce((sum, own) => sum + own.length, 0)
  const wanted = Math.min(index.limit, k + mostIgnored(answers))
  let done = 0
  for (const [language, own] of pools) {
    onProgress?.({ stage: 'evaluate', done, total, unit: 'searches' })
    const options = { k: wanted, ...(language !== null && { language }), ...(signal && { signal }) }
    const hits = await index.search(rowsOf(queries, own), options)
    for (const [at, query] of own.entries()) yield foundOf(problem, { query, language }, hits[at]!)
    done += own.length
  }
  onProgress?.({ stage: 'evaluate', done, total, unit: 'searches' })
}

/** Which queries are searched in which pool. */
function queriesOfPools({ dataset, answers, settings }: IndexProblem): ReadonlyMap<Language | null, number[]> {
  const pools = new Map<Language | null, number[]>()
  const add = (language: Language | null, query: number): void => {
    const own = pools.get(language)
    if (own) own.push(query)
    else pools.set(language, [query])
  }
  dataset.queries.forEach(({ language: own }, query) => {
    const { relevant, notRelevant } = answers[query]!
    if (relevant.length + notRelevant.length === 0) return
    // The multilingual one is measured whatever is asked: rank distance is kept.
    add(null, query)
    for (const language of new Set([...relevant, ...notRelevant].map((answer) => answer.language))) {
      if (settings.has(language === own ? 'monolingual' : 'cross-lingual')) add(language, query)
    }
  })
  return pools
}

function foundOf(
  { dataset, pool, answers, k }: IndexProblem,
  { query, language }: Pick<Found, 'query' | 'language'>,
  { documents, scores }: Pick<Ranking, 'documents' | 'scores'>,
): Found {
  const ignored = new Set(answers[query]!.ignored.map(({ document }) => document))
  const kept: number[] = []
  const rows = documents.map((id) => pool.rowOf(id))
  for (const [at, document] of rows.entries()) {
    if (document < 0 || (language !== null && languageAt(pool, document) !== language)) {
      const wanted = `documents of the data set "${dataset.name}"${language === null ? '' : ` in "${language}"`}`
      throw new RangeError(
        `evaluateIndex: the index must hold ${wanted}; got ${JSON.stringify(documents[at])} for query ${JSON.stringify(dataset.queries[query]!.id)}. Build it from this data set.`,
      )
    }
    if (!ignored.has(document) && kept.length < k) kept.push(at)
  }
  return {
    query,
    language,
    rows: Int32Array.from(kept, (at) => rows[at]!),
    scores: Float64Array.from(kept, (at) => scores[at]!),
  }
}

function rowsOf(queries: UnitRows, wanted: readonly number[]): UnitRows {
  if (wanted.length === queries.rows) return queries
  const part = matrix(wanted.length, queries.columns)
  wanted.forEach((query, at) => {
    row(part, at).set(row(queries, query))
  })
  return part as UnitRows
}
