import { row, type UnitRows } from '../../matrix.ts'
import { bestHits, type Scored } from '../best-hits.ts'
import { pairScore, scoreTolerance } from '../pair-score.ts'
import type { Hits, IndexSearchOptions } from '../search-index.ts'
import type { CollectionWanted } from './collection.ts'
import { inLanguage } from './filter.ts'

/** The most results of one search that Milvus documents. */
export const mostResults = 16_384
/** Results that are fetched beyond k, so that the cut can be settled by what lies below it. */
const beyond = 16
/** Bytes of one answer, vectors and texts. */
const answerBytes = 2 ** 24
const mostQueries = 256

export interface Searched extends Pick<CollectionWanted, 'sdk' | 'client' | 'calls' | 'collection' | 'settings'> {
  /** Documents that are searched: all, or those of the language. */
  readonly size: number
}

/**
 * The first k of each query. Milvus rounds by how many queries come together and promises no order of ties, so that its
 * results come with their vectors and are scored anew. More than k are fetched, until what was not can no longer belong
 * to the first k: it scored no higher than the last that was, and Milvus's score differs from ours by rounding alone.
 */
export async function searchSettled(
  searched: Searched,
  queries: UnitRows,
  options: IndexSearchOptions,
): Promise<Hits[]> {
  const hits = new Array<Hits>(queries.rows)
  /** Results that a query had before more were asked for. */
  const had = new Map<number, number>()
  const isExact = searched.settings.kind === 'exact'
  const most = isExact ? Math.min(searched.size, mostResults) : mostResults
  let unsettled = Array.from(hits.keys())
  for (let limit = Math.min(options.k + beyond, most); unsettled.length > 0; limit = Math.min(2 * limit, most)) {
    const left: number[] = []
    for (const part of parts(unsettled, limit, queries.columns)) {
      const lists = await fetched(searched, { queries, part, limit, options })
      for (const [at, list] of lists.entries()) {
        const query = part[at]!
        const { isSettled, best } = first(
          list,
          { k: options.k, limit, had: had.get(query), query: row(queries, query) },
          searched,
        )
        hits[query] = best
        had.set(query, list.length)
        if (!isSettled) left.push(query)
      }
    }
    if (left.length > 0 && limit === most && isExact) throw unsettledAt(left[0]!, options.k)
    unsettled = limit === most ? [] : left
  }
  return hits
}

/** One result as Milvus sends it. */
interface Result {
  readonly id: string
  readonly score: number
  readonly vector: readonly number[]
}

interface Asked {
  readonly queries: UnitRows
  readonly part: readonly number[]
  readonly limit: number
  readonly options: IndexSearchOptions
}

async function fetched(
  { sdk, client, calls, collection, settings }: Searched,
  { queries, part, limit, options: { language, signal } }: Asked,
): Promise<Result[][]> {
  const data = part.map((query) => row(queries, query) as unknown as number[])
  const { results } = await calls.ask(
    `search for ${part.length} of the queries`,
    async () =>
      await client.search({
        collection_name: collection,
        anns_field: 'vector',
        metric_type: 'IP',
        consistency_level: sdk.ConsistencyLevelEnum.Strong,
        params: settings.search(limit),
        output_fields: ['id', 'vector'],
        limit,
        data,
        ...(language !== undefined && { filter: inLanguage(language) }),
      }),
    signal,
  )
  const found = results as unknown as Result[] | Result[][]
  // The results of a single query come without a list around them.
  const lists = part.length === 1 && !Array.isArray(found[0]) ? [found as Result[]] : (found as Result[][])
  const right = lists.length === part.length && lists.every((list) => isFull(list.length, limit, settings.kind))
  if (right) return lists
  throw calls.failure(
    `give each of ${part.length} queries ${limit} results`,
    `${lists.length} lists of ${[...new Set(lists.map((list) => list?.length))]}`,
  )
}

function isFull(length: number, limit: number, kind: 'exact' | 'approximate'): boolean {
  return kind === 'exact' ? length === limit : length <= limit
}

interface Wanted {
  readonly k: number
  readonly limit: number
  /** Results that came before more were asked for. */
  readonly had: number | undefined
  readonly query: Float32Array
}

/** The first k of what was fetched, and whether nothing that was not fetched can be among them. */
function first(
  list: readonly Result[],
  { k, limit, had, query }: Wanted,
  searched: Searched,
): { readonly isSettled: boolean; readonly best: Hits } {
  const best = bestHits(rescored(list, query, searched), k)
  const isEverything = list.length === searched.size
  // An approximate index that filters may give up early: it is asked again as long as that brings more.
  if (list.length < limit) return { best, isSettled: isEverything || list.length >= k || list.length === had }
  const isAbove = list.length > k && best.scores[k - 1]! > list.at(-1)!.score + scoreTolerance(query.length)
  return { best, isSettled: isEverything || isAbove }
}

/** @throws {Error} a score that rounding does not explain: a wrong metric, or a vector that is not the document's */
function rescored(list: readonly Result[], query: Float32Array, { calls }: Searched): Scored[] {
  const tolerance = scoreTolerance(query.length)
  const seen = new Set<string>()
  return list.map(({ id, score: theirs, vector }) => {
    if (typeof id !== 'string' || seen.has(id)) throw calls.failure('return each document once', JSON.stringify(id))
    seen.add(id)
    const score = vector?.length === query.length ? pairScore(query, Float32Array.from(vector)) : Number.NaN
    if (Math.abs(score - theirs) <= tolerance) return { id, score }
    throw calls.failure('score by inner product', `${theirs} for ${JSON.stringify(id)}, whose vector gives ${score}`)
  })
}

/** As many queries a call as keep its answer small. */
function* parts(queries: readonly number[], limit: number, columns: number): Generator<readonly number[]> {
  const size = Math.max(1, Math.min(mostQueries, Math.floor(answerBytes / (limit * (4 * columns + 64)))))
  for (let from = 0; from < queries.length; from += size) yield queries.slice(from, from + size)
}

function unsettledAt(query: number, k: number): Error {
  return new Error(
    `milvus: the first ${k} of query row ${query} must be settled by ${mostResults} results; got as many that score alike. Take the exact index, or a smaller k.`,
  )
}
