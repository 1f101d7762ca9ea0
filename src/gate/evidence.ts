import type { Query, Setting } from '../retrieval.ts'
import { columnOf, type QueryColumn, type QueryValues, rowsOf } from './query-scores.ts'
import type { KeptScores } from './query-scores-file.ts'

/** What single queries scored, then and now: what tests and explanations are made of. */
export interface Evidence {
  /** The baseline's, or why they cannot be had. */
  readonly before: KeptScores
  /** The run's, on the scales of the baseline's. */
  readonly now: QueryValues
  /** Those of the data set, in order. */
  readonly queries: readonly Query[]
}

/** The values of one measure in one setting, then and now. */
export interface MatchedColumn {
  /** One row a seed, one value a query; NaN where there is none. */
  readonly before: readonly Float64Array[]
  readonly now: readonly Float64Array[]
  readonly pairs: { readonly before: QueryColumn['pairs']; readonly now: QueryColumn['pairs'] }
  readonly queries: readonly Query[]
}

/** Why values of queries cannot be compared at all: a phrase; null where they can. */
export function evidenceFault(evidence: Evidence | undefined): string | null {
  if (!evidence) return 'no values of queries are at hand'
  const { before, now, queries } = evidence
  if (before.scores === null) return before.fault
  if (before.scores.queries !== now.queries) return 'the kept values are of other queries'
  const lengths = before.scores.columns.flatMap(({ codes }) => codes.map((row) => row.length))
  return lengths.every((length) => length === queries.length) ? null : 'the kept values are not one a query'
}

/** The values of a score on both sides; null where either lacks them. */
export function matchedColumn(evidence: Evidence | undefined, measure: string, setting: Setting): MatchedColumn | null {
  if (!evidence || evidenceFault(evidence) !== null || evidence.before.scores === null) return null
  const before = columnOf(evidence.before.scores.columns, measure, setting)
  const now = columnOf(evidence.now.columns, measure, setting)
  if (!before || !now) return null
  return {
    before: rowsOf(before),
    now: now.values,
    pairs: { before: before.pairs, now: now.pairs },
    queries: evidence.queries,
  }
}
