import { mean, meanOfRows } from '../mean.ts'
import type { Language, Query } from '../retrieval.ts'
import type { MatchedColumn } from './evidence.ts'

/** The queries of one language that have a value on both sides, and their mean on each. */
export interface LanguageMean {
  readonly language: Language
  /** Places in the queries of the column. */
  readonly places: readonly number[]
  readonly expected: number
  readonly actual: number
}

/** Means over the queries of each language, then and now, in the order in which languages first appear. */
export function languageMeans({ before, now, queries }: MatchedColumn): LanguageMean[] {
  const [then, today] = [meanOfRows(before), meanOfRows(now)]
  const places = Map.groupBy(
    [...queries.keys()].filter((i) => Number.isFinite(then[i]) && Number.isFinite(today[i])),
    (i) => (queries[i] as Query).language,
  )
  return [...places].map(([language, own]) => ({
    language,
    places: own,
    expected: mean(own.map((i) => then[i] as number)),
    actual: mean(own.map((i) => today[i] as number)),
  }))
}
