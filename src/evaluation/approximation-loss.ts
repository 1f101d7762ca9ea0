import type { SearchIndex } from '../indexes/search-index.ts'
import { matrix, row, type UnitRows } from '../matrix.ts'
import { mean } from '../mean.ts'
import { derive, seeded, shuffled } from '../random.ts'
import { type Json, type Language, type Query, type Setting, settings } from '../retrieval.ts'
import { bootstrap } from '../statistics/bootstrap.ts'
import { type EvaluateIndexOptions, evaluateSearches } from './evaluate-index.ts'
import type { Evaluation, Score } from './evaluation.ts'
import type { Found } from './index-results.ts'

export interface ApproximationLossOptions extends Omit<EvaluateIndexOptions, 'keep'> {
  /** Holds the same documents: `exactIndex`, or another that is exact. */
  readonly exact: SearchIndex
  /** How many concepts of queries are drawn; all where there are fewer. @default 200 */
  readonly concepts?: number
  /** Decides which. @default 1 */
  readonly seed?: number
}

/** What an approximate search costs, as plain JSON. Intervals hold the truth with 95 % confidence; null where values do not vary or there is one concept. */
export interface ApproximationLoss {
  /** The index that was measured. */
  readonly search: Json
  readonly k: number
  readonly queries: number
  readonly concepts: number
  /** Share of the exact first k that the index found: mean over a query's pools, then over queries. */
  readonly recall: readonly RecallOfExact[]
  readonly measures: readonly MeasureLoss[]
}

export interface RecallOfExact {
  readonly setting: Setting
  readonly value: number
  readonly interval: readonly [low: number, high: number] | null
}

/** Means over the sampled queries that the measure says something of. */
export interface MeasureLoss {
  readonly measure: string
  readonly setting: Setting
  readonly direction: 'higher' | 'lower'
  readonly exact: number
  readonly approximate: number
  /** Approximate less exact, query by query. */
  readonly change: number
  readonly interval: readonly [low: number, high: number] | null
  /** Some values are bounds, since documents were not among the first k: so is the change. */
  readonly bounded?: true
}

/**
 * Puts a sample of queries to an index and to an exact one, and measures both: what the approximate search misses, and how
 * far that moves every measure. Concepts are drawn whole, and intervals are over concepts: translations of one question are
 * not independent.
 *
 * @throws {RangeError} an `exact` that is not, a number of concepts that is not a positive integer, or as `evaluateIndex`
 */
export async function approximationLoss(options: ApproximationLossOptions): Promise<ApproximationLoss> {
  const { exact, concepts: wanted = 200, seed = 1, ...evaluated } = options
  if (exact.kind !== 'exact') {
    throw new RangeError(
      `approximationLoss: \`exact\` must be an exact index; got ${exact.name}, which is approximate.`,
    )
  }
  if (!Number.isSafeInteger(wanted) || wanted < 1) {
    throw new RangeError(`approximationLoss: concepts must be a positive integer; got ${wanted}.`)
  }
  const sample = sampled(evaluated, wanted, seed)
  const concepts = sample.dataset.queries.map(({ concept }) => concept)
  const own = await searched(sample)
  const right = await searched({ ...sample, index: exact })
  const scores = new Map(own.evaluation.scores.map((score) => [keyOf(score), score]))
  return {
    search: own.search,
    k: options.k,
    queries: concepts.length,
    concepts: new Set(concepts).size,
    recall: recallOf(own.found, right.found, sample.dataset.queries),
    measures: right.evaluation.scores.flatMap((score) => {
      const approximate = scores.get(keyOf(score))
      return approximate ? [lossOf(score, approximate, concepts)] : []
    }),
  }
}

function sampled(options: EvaluateIndexOptions, concepts: number, seed: number): EvaluateIndexOptions {
  const { dataset, queries } = options
  const all = [...new Set(dataset.queries.map(({ concept }) => concept))]
  const drawn = new Set(shuffled(all, seeded(derive(seed, 'approximation loss'))).slice(0, concepts))
  const places = [...dataset.queries.keys()].filter((at) => drawn.has(dataset.queries[at]!.concept))
  const part = matrix(places.length, queries.columns)
  const own: Query[] = places.map((at, to) => {
    row(part, to).set(row(queries, at))
    return dataset.queries[at]!
  })
  return { ...options, dataset: { ...dataset, queries: own }, queries: part as UnitRows }
}

function keyOf({ measure, setting }: Score): string {
  return `${measure.name} ${setting}`
}

function lossOf(exact: Score, approximate: Score, concepts: readonly string[]): MeasureLoss {
  const both = [...concepts.keys()].filter(
    (at) => Number.isFinite(exact.perQuery[at]) && Number.isFinite(approximate.perQuery[at]),
  )
  const changes = both.map((at) => approximate.perQuery[at]! - exact.perQuery[at]!)
  return {
    measure: exact.measure.name,
    setting: exact.setting,
    direction: exact.measure.direction,
    exact: mean(both.map((at) => exact.perQuery[at]!)),
    approximate: mean(both.map((at) => approximate.perQuery[at]!)),
    change: mean(changes),
    interval: intervalOf(
      changes,
      both.map((at) => concepts[at]!),
    ),
    ...((exact.bound || approximate.bound) && { bounded: true }),
  }
}

interface Searched {
  readonly evaluation: Evaluation
  readonly search: Json
  /** One for each query and pool, in the same order whatever the index. */
  readonly found: readonly Found[]
}

async function searched(options: EvaluateIndexOptions): Promise<Searched> {
  const found: Found[] = []
  return { ...(await evaluateSearches(options, (each) => found.push(each))), found }
}

function recallOf(found: readonly Found[], wanted: readonly Found[], queries: readonly Query[]): RecallOfExact[] {
  const shares = new Map<Setting, Map<number, number[]>>(settings.map((setting) => [setting, new Map()]))
  for (const [at, { query, language, rows }] of wanted.entries()) {
    if (rows.length === 0) continue
    const own = new Set(found[at]!.rows)
    const ofQueries = shares.get(settingOf(language, queries[query]!.language))!
    const share = rows.filter((document) => own.has(document)).length / rows.length
    ofQueries.set(query, [...(ofQueries.get(query) ?? []), share])
  }
  return [...shares].flatMap(([setting, ofQueries]) => {
    if (ofQueries.size === 0) return []
    const values = Array.from(ofQueries.values(), mean)
    const concepts = Array.from(ofQueries.keys(), (query) => queries[query]!.concept)
    return [{ setting, value: mean(values), interval: intervalOf(values, concepts) }]
  })
}

function settingOf(pool: Language | null, query: Language): Setting {
  if (pool === null) return 'multilingual'
  return pool === query ? 'monolingual' : 'cross-lingual'
}

function intervalOf(values: readonly number[], clusters: readonly string[]): readonly [number, number] | null {
  const varies = values.some((value) => value !== values[0])
  return varies && new Set(clusters).size > 1 ? bootstrap(values, { clusters }).interval : null
}
