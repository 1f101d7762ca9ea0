import type { Judged, Measure } from '../metrics/measure.ts'
import type { Language, Setting } from '../retrieval.ts'
import { aggregateOf, farthest, sideOf } from './aggregate.ts'
import type { EvaluatedDataset, Score } from './evaluation.ts'
import { isBound, isTold, queryValue } from './query-value.ts'
import type { Search } from './searches.ts'

/**
 * One measure over the searches of one setting; null where it is defined for none of them.
 *
 * @throws {RangeError} the measure gives a value that is not finite
 */
export function score(measure: Measure, setting: Setting, { dataset, searches }: Searched): Score | null {
  const [cells, farCells]: [Cells, Cells] = [new Map(), new Map()]
  const perQuery = queryValues(measure, dataset.queries.length)
  const bounded = new Set<number>()
  for (const search of searches) {
    if (!isMeasurable(measure, search.judged)) continue
    const of = { caller: 'evaluate', query: dataset.queries[search.query]!.id, setting }
    for (const part of partsOf(measure, search)) {
      const value = queryValue(measure, part.judged, of)
      const bound = isBound(measure, part.judged)
      cellOf(cells, part).push(value)
      cellOf(farCells, part).push(bound ? farthest(measure) : value)
      perQuery.add(search.query, value)
      if (bound) bounded.add(search.query)
    }
  }
  if (cells.size === 0) return null
  const byDocumentLanguage = setting !== 'multilingual' || measure.each === 'document language'
  const sums = summary(measure, cells, dataset, byDocumentLanguage)
  const isBounded = bounded.size > 0 && summary(measure, farCells, dataset, byDocumentLanguage).value !== sums.value
  return {
    measure,
    setting,
    perQuery: perQuery.values(),
    ...sums,
    ...(isBounded && { bound: sideOf(measure) }),
    ...(bounded.size > 0 && { bounded }),
  }
}

interface Searched {
  readonly dataset: EvaluatedDataset
  readonly searches: readonly Search[]
}

/** Query language → language of the pool or of the documents, null for all → values. */
type Cells = Map<Language, Map<Language | null, number[]>>

/** In how many languages a query has relevant documents. */
export function answeredLanguages({ languages }: Judged): number {
  return new Set(languages).size
}

/** Whether a query has answers in enough languages, and everything beside ranks that the measure looks at. */
function isMeasurable(measure: Measure, judged: Judged): boolean {
  const { minimumLanguages = 1, needs, settings } = measure
  if (minimumLanguages > 1 && answeredLanguages(judged) < minimumLanguages) return false
  // What compares languages has nothing to say about a query that nothing answers; other measures count it, as trec_eval does.
  if (judged.ranks.length === 0 && settings && !settings.includes('monolingual')) return false
  if (!isTold(measure, judged)) return false
  if (needs?.agreement && !judged.agreement) return false
  return !needs?.cosines || Boolean(judged.cosines?.sameLanguage && judged.cosines.otherLanguages)
}

/** The search itself, or one for each language of its answers, which keep their ranks. */
function partsOf({ each }: Measure, search: Search): readonly Search[] {
  if (each !== 'document language' || search.poolLanguage !== null) return [search]
  const { judged } = search
  return [...new Set(judged.languages)].map((language) => {
    const own = <Value>(values: readonly Value[]): Value[] => values.filter((_, i) => judged.languages[i] === language)
    const only = { ranks: own(judged.ranks), grades: own(judged.grades), languages: own(judged.languages) }
    return { ...search, poolLanguage: language, judged: { ...judged, ...only } }
  })
}

function cellOf(cells: Cells, { queryLanguage, poolLanguage }: Search): number[] {
  const row = cells.get(queryLanguage) ?? new Map<Language | null, number[]>()
  cells.set(queryLanguage, row)
  const cell = row.get(poolLanguage) ?? []
  row.set(poolLanguage, cell)
  return cell
}

/** Languages in the data set's order. */
function summary(
  measure: Measure,
  cells: Cells,
  { languages }: EvaluatedDataset,
  byDocumentLanguage: boolean,
): Pick<Score, 'value' | 'perLanguage' | 'perPair'> {
  const over = aggregateOf(measure)
  const inOrder = <Key extends Language | null, Cell>(of: Map<Key, Cell>): [Key, Cell][] =>
    [...of].sort(([a], [b]) => languages.indexOf(a ?? '') - languages.indexOf(b ?? ''))
  const perPair = new Map(
    inOrder(cells).map(([language, row]) => [
      language,
      new Map(inOrder(row).map(([pool, values]) => [pool, over.queries(values)])),
    ]),
  )
  const rows = [...perPair].map(([language, row]) => [language, [...row.values()]] as const)
  return {
    value: over.languages(rows.flatMap(([, values]) => values)),
    perLanguage: new Map(rows.map(([language, values]) => [language, over.languages(values)])),
    ...(byDocumentLanguage && { perPair: perPair as ReadonlyMap<Language, ReadonlyMap<Language, number>> }),
  }
}

/** A query's value over all pools or document languages: their mean, or their sum where values add up; NaN without any. */
function queryValues({ aggregate }: Measure, queries: number) {
  const sums = new Float64Array(queries)
  const counts = new Float64Array(queries)
  return {
    add(query: number, value: number): void {
      sums[query]! += value
      counts[query]!++
    },
    values: (): Float64Array =>
      sums.map((sum, query) => (aggregate === 'sum' && counts[query]! > 0 ? sum : sum / counts[query]!)),
  }
}
