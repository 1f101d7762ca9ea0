import type { Evaluation, Score } from '../evaluation/evaluation.ts'
import { sha256 } from '../hash.ts'
import type { Measure } from '../metrics/measure.ts'
import type { Language, Query, Setting } from '../retrieval.ts'
import { dequantise, quantise, type Scale, scaleOf } from './quantisation.ts'

/** What every query of a run scored, seed by seed, as far as the gate needs it: for tests, and to say what fell. */
export interface QueryScores {
  /** sha-256 of the query ids in order: whose values these are. */
  readonly queries: string
  readonly columns: readonly QueryColumn[]
}

/** The values of one measure in one setting. */
export interface QueryColumn extends Scale {
  readonly measure: string
  readonly setting: Setting
  /** One array a seed, one code a query, as `quantise` gives them. */
  readonly codes: readonly Uint16Array[]
  /** Query language → document language → mean over queries and seeds, four decimals; empty where the measure has none. */
  readonly pairs: Readonly<Record<Language, Readonly<Record<Language, number>>>>
}

/** Whether a measure's value is a mean over queries, which is what tests of queries are about. */
export function isMean({ aggregate = 'mean' }: Measure): boolean {
  return aggregate === 'mean'
}

/**
 * Those of a run's scores that are to be kept, quantised. Scores that are bounds, or no means over queries, are left out.
 *
 * @param keep  whether a score is wanted
 * @param like  scores to be compared with: their columns' scales are used, so that equal values have equal codes
 */
export function queryScores(
  evaluations: readonly Evaluation[],
  keep: (measure: string, setting: Setting) => boolean,
  like?: QueryScores | null,
): QueryScores {
  const scores = evaluations[0]?.scores ?? []
  const columns = scores.flatMap(({ measure, setting }, index) => {
    const seeds = evaluations.map((evaluation) => evaluation.scores[index] as Score)
    if (!isMean(measure) || !keep(measure.name, setting) || seeds.some((seed) => seed.bound)) return []
    const known = like && columnOf(like, measure.name, setting)
    return [column(seeds, known ?? null)]
  })
  return { queries: queriesHash(evaluations[0]?.dataset.queries ?? []), columns }
}

function column(seeds: readonly Score[], known: Scale | null): QueryColumn {
  const { measure, setting } = seeds[0] as Score
  const rows = seeds.map(({ perQuery }) => perQuery)
  const { low, step } = known ?? scaleOf(measure.range, rows)
  const codes = rows.map((row) => quantise(row, { low, step }))
  // Monolingual scores carry the same pairs as cross-lingual ones, and are made of the diagonal alone.
  const pairs = setting === 'monolingual' ? {} : pairMeans(seeds)
  return { measure: measure.name, setting, low, step, codes, pairs }
}

function pairMeans(seeds: readonly Score[]): QueryColumn['pairs'] {
  const rows = [...(seeds[0]?.perPair ?? [])].map(([from, row]) => {
    const cells = [...row.keys()].map((to) => {
      const sum = seeds.reduce((total, seed) => total + (seed.perPair?.get(from)?.get(to) ?? Number.NaN), 0)
      return [to, Number((sum / seeds.length).toFixed(4))] as const
    })
    return [from, Object.fromEntries(cells.filter(([, value]) => Number.isFinite(value)))] as const
  })
  return Object.fromEntries(rows)
}

/** The column of a measure in a setting; undefined where it was not kept. */
export function columnOf(scores: QueryScores, measure: string, setting: Setting): QueryColumn | undefined {
  return scores.columns.find((each) => each.measure === measure && each.setting === setting)
}

/** One array a seed, one value a query; NaN where a query has none. */
export function rowsOf(column: QueryColumn): Float64Array[] {
  return column.codes.map((codes) => dequantise(codes, column))
}

/** Which queries these are, and in which order; what they say is told by the data set's own hash. */
export function queriesHash(queries: readonly Pick<Query, 'id'>[]): string {
  return sha256(...queries.map(({ id }) => id))
}
