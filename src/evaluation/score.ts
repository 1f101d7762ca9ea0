import type { Dataset } from '../datasets/dataset.ts'
import { mean } from '../mean.ts'
import type { Judged, Measure } from '../metrics/measure.ts'
import type { Language, Setting } from '../retrieval.ts'
import type { Score } from './evaluation.ts'
import type { Search } from './searches.ts'

/**
 * One measure over the searches of one setting; null where it is defined for none of them.
 *
 * @throws {RangeError} the measure gives a value that is not finite
 */
export function score(measure: Measure, setting: Setting, { dataset, searches }: Searched): Score | null {
  const { minimumLanguages = 1 } = measure
  const values: Value[] = []
  for (const search of searches) {
    if (minimumLanguages > 1 && answeredLanguages(search.judged) < minimumLanguages) continue
    values.push({ search, value: finiteScore(measure, setting, { dataset, search }) })
  }
  if (values.length === 0) return null
  const perPair = pairMeans(values, dataset.languages)
  const pairs = [...perPair.values()].flatMap((row) => [...row.values()])
  return {
    measure,
    setting,
    value: mean(pairs),
    perQuery: queryMeans(values, dataset.queries.length),
    perLanguage: new Map([...perPair].map(([language, row]) => [language, mean([...row.values()])])),
    ...(setting !== 'multilingual' && { perPair: perPair as ReadonlyMap<Language, ReadonlyMap<Language, number>> }),
  }
}

interface Searched {
  readonly dataset: Dataset
  readonly searches: readonly Search[]
}

interface Value {
  readonly search: Search
  readonly value: number
}

/** In how many languages a query has relevant documents. */
export function answeredLanguages({ languages }: Judged): number {
  return new Set(languages).size
}

function finiteScore(
  measure: Measure,
  setting: Setting,
  { dataset, search }: { dataset: Dataset; search: Search },
): number {
  const value = measure.score(search.judged)
  if (!Number.isFinite(value)) {
    const query = dataset.queries[search.query]!.id
    throw new RangeError(`evaluate: ${measure.name} must be finite; got ${value} for query "${query}", ${setting}.`)
  }
  return value
}

/** Mean over queries for each query language and pool language that occur, both in the data set's order. */
function pairMeans(
  values: readonly Value[],
  languages: readonly Language[],
): Map<Language, Map<Language | null, number>> {
  const inOrder = <Key extends Language | null>(groups: Map<Key, Value[]>): [Key, Value[]][] =>
    [...groups].sort(([a], [b]) => languages.indexOf(a ?? '') - languages.indexOf(b ?? ''))
  const rows = inOrder(Map.groupBy(values, ({ search }) => search.queryLanguage))
  return new Map(
    rows.map(([language, row]) => {
      const pools = inOrder(Map.groupBy(row, ({ search }) => search.poolLanguage))
      return [language, new Map(pools.map(([pool, group]) => [pool, mean(group.map(({ value }) => value))]))]
    }),
  )
}

/** NaN for a query without a value: 0 of 0. */
function queryMeans(values: readonly Value[], queries: number): Float64Array {
  const sums = new Float64Array(queries)
  const counts = new Float64Array(queries)
  for (const { search, value } of values) {
    sums[search.query]! += value
    counts[search.query]!++
  }
  return sums.map((sum, query) => sum / counts[query]!)
}
