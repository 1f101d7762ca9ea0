import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { SearchIndex } from '../indexes/search-index.ts'
import type { UnitRows } from '../matrix.ts'
import type { Measure } from '../metrics/measure.ts'
import type { Observer } from '../progress.ts'
import { type Json, type Language, settings } from '../retrieval.ts'
import { type DocumentPool, languageAt } from '../search/document-pool.ts'
import type { AskedRanks } from '../search/ranks.ts'
import type { Answers } from './answers.ts'
import { poolOf } from './dataset-pool.ts'
import { verifiedAnswers, verifyMeasures } from './evaluate-pool.ts'
import type { Evaluation } from './evaluation.ts'
import { type Found, type IndexProblem, indexResults } from './index-results.ts'
import { measured } from './measured.ts'
import { combinedNeeds } from './needs.ts'
import { type FirstResults, retrievedOf } from './retrieved.ts'
import { runWarnings } from './run-warnings.ts'

export interface EvaluateIndexOptions extends Observer {
  readonly dataset: Dataset | StreamedDataset
  /** Holds the data set's documents and no others. */
  readonly index: SearchIndex
  /** Row i for `dataset.queries[i]`. */
  readonly queries: UnitRows
  /** At least one, of different names. */
  readonly measures: readonly Measure[]
  /** Results of a query in each pool. */
  readonly k: number
  /** How many of each query's first results are kept in the evaluation, to be read. @default 0: nothing is */
  readonly keep?: number
}

export interface EvaluatedIndex {
  readonly evaluation: Evaluation
  /** Belongs into an experiment's configuration, under `search`: runs that searched otherwise must not look alike. */
  readonly search: SearchConfiguration
  /** Sentences about measures that can only be bounded. */
  readonly warnings: readonly string[]
}

/**
 * How documents were searched. All exact searches are one: their results are the same. An approximate one is told apart by
 * whatever it was made with.
 */
export type SearchConfiguration = { readonly [key: string]: Json } & {
  readonly kind: SearchIndex['kind']
  readonly k: number
}

/**
 * Measures what an index returns, in every setting: its documents of the query's language, of each other language that has
 * an answer, and all of them. A document that is not among the first `k` is not found by any measure; measures of how far
 * down it stands are then bounds, and say so. Documents that a query ignores are taken out of its results.
 *
 * @throws {RangeError} an index of other documents or dimensions, vectors that do not fit, a `k` beyond the index's limit, a measure that needs vectors, or as `evaluate`
 */
export async function evaluateIndex(options: EvaluateIndexOptions): Promise<EvaluatedIndex> {
  return await evaluateSearches(options, () => {})
}

/** `evaluateIndex` that shows what each query found on the way. */
export async function evaluateSearches(
  options: EvaluateIndexOptions,
  visit: (found: Found) => void,
): Promise<EvaluatedIndex> {
  const { dataset, measures, index, k, keep = 0, signal } = options
  const depth = verifiedDepth(measures)
  const pool = await poolOf(dataset, signal ? { signal } : {})
  const answers = verifiedAnswers(dataset, pool)
  await verifyIndex(options, pool)
  const wanted = new Set(measures.flatMap((measure) => measure.settings ?? settings))
  const problem = { ...options, pool, answers, settings: wanted }
  const places = answers.map(nowhere)
  for await (const found of indexResults(problem)) {
    place(places[found.query]!, found, { ...problem, depth, keep })
    visit(found)
  }
  const evaluation = await evaluationOf(problem, places, { depth, keep, measures })
  const bounded = evaluation.scores.flatMap(({ measure, bound }) => (bound ? [measure.name] : []))
  return {
    evaluation,
    search: searchConfiguration(index, k),
    warnings: runWarnings({ without: [], missing: 'count', notJudged: [], comments: 0, bounded }),
  }
}

function searchConfiguration({ kind, configuration }: SearchIndex, k: number): SearchConfiguration {
  return kind === 'exact' ? { kind, k } : { ...(configuration as { readonly [key: string]: Json }), kind, k }
}

/** What is known of one query's results. */
interface Places {
  readonly ranks: { readonly pool: number[]; readonly language: number[]; readonly scores: readonly number[] }
  /** Languages of the first results in the pool of all. */
  top: readonly Language[]
  first: FirstResults
  /** Number of results in the pool of each language, and under null of all. */
  readonly retrieved: Map<Language | null, number>
}

interface Placing extends Pick<IndexProblem, 'pool' | 'answers'> {
  readonly depth: number
  readonly keep: number
}

function nowhere({ relevant, notRelevant }: Answers): Places {
  const lost = (): number[] => new Array<number>(relevant.length + notRelevant.length).fill(Number.POSITIVE_INFINITY)
  return {
    ranks: { pool: lost(), language: lost(), scores: [] },
    top: [],
    first: { rows: [], scores: [] },
    retrieved: new Map(),
  }
}

/** Writes down where the judged documents stand. */
function place(
  places: Places,
  { query, language, rows, scores }: Found,
  { pool, answers, depth, keep }: Placing,
): void {
  const { relevant, notRelevant } = answers[query]!
  const ranks = new Map(Array.from(rows, (document, at) => [document, at + 1]))
  const into = language === null ? places.ranks.pool : places.ranks.language
  for (const [at, answer] of [...relevant, ...notRelevant].entries()) {
    if (language === null || answer.language === language)
      into[at] = ranks.get(answer.document) ?? Number.POSITIVE_INFINITY
  }
  places.retrieved.set(language, rows.length)
  if (language !== null) return
  places.top = Array.from(rows.subarray(0, depth), (document) => languageAt(pool, document))
  places.first = { rows: rows.slice(0, keep), scores: scores.slice(0, keep) }
}

async function evaluationOf(
  { dataset, pool, answers, signal }: IndexProblem,
  places: readonly Places[],
  { depth, keep, measures }: { readonly depth: number; readonly keep: number; readonly measures: readonly Measure[] },
): Promise<Evaluation> {
  const ranks: AskedRanks[] = places.map((own) => own.ranks)
  const gathered = {
    depth,
    of: (query: number) => (depth > 0 ? { top: places[query]!.top } : {}),
    retrieved: (query: number, language: Language | null) => places[query]!.retrieved.get(language) ?? 0,
  }
  const evaluation = await measured({ dataset, pool, answers, ranks, gathered, measures, kernel: 'none', signal })
  if (keep === 0) return evaluation
  const top = places.map(({ first }) => first)
  return { ...evaluation, retrieved: await retrievedOf({ dataset, answers, ranks, top, depth: keep, signal }) }
}

/** @throws {RangeError} measures that are none, alike, or of more than ranks and languages */
function verifiedDepth(measures: readonly Measure[]): number {
  verifyMeasures(measures)
  const vectors = measures.find(({ needs }) => needs?.cosines || needs?.agreement)
  if (!vectors) return combinedNeeds(measures).languages
  throw new RangeError(
    `evaluateIndex: measures must be of ranks, which is all that an index returns; got ${vectors.name}, which needs vectors. Take evaluate().`,
  )
}

async function verifyIndex({ dataset, index, queries, k }: EvaluateIndexOptions, pool: DocumentPool): Promise<void> {
  const need = (holds: boolean, rule: string, got: string | number): void => {
    if (!holds) throw new RangeError(`evaluateIndex: ${rule}; got ${got}.`)
  }
  const { length } = dataset.queries
  need(queries.rows === length, `queries must have a row for each of the data set's ${length}`, queries.rows)
  need(
    queries.columns === index.dimensions,
    `queries must have the index's ${index.dimensions} dimensions`,
    queries.columns,
  )
  const isRank = Number.isSafeInteger(k) && k >= 1 && k <= index.limit
  need(isRank, `k must be an integer from 1 to the index's limit, ${index.limit}`, k)
  const count = await index.count()
  need(
    count === pool.length,
    `the index must hold the ${pool.length} documents of the data set "${dataset.name}"`,
    count,
  )
}
