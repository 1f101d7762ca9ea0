import type { Evaluation, Score } from '../evaluation/evaluation.ts'
import { sha256 } from '../hash.ts'
import type { Measure } from '../metrics/measure.ts'
import type { Language, Query, Setting } from '../retrieval.ts'
import { dequantise, quantise, rounded, type Scale, scaleOf } from './quantisation.ts'

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

/** What every query of a run scored that is held against kept values. */
export interface QueryValues extends Pick<QueryScores, 'queries'> {
  readonly columns: readonly ValuesColumn[]
}

/** The values of one measure in one setting, on the scale of those they are compared with. */
export interface ValuesColumn extends Pick<QueryColumn, 'measure' | 'setting' | 'pairs'> {
  /** One array a seed, one value a query; NaN where it has none. */
  readonly values: readonly Float64Array[]
}

type Keep = (measure: string, setting: Setting) => boolean

/** Whether a measure's value is a mean over queries, which is what tests of queries are about. */
export function isMean({ aggregate = 'mean' }: Measure): boolean {
  return aggregate === 'mean'
}

/**
 * Those of a run's scores that are to be kept, quantised. Scores that are bounds, or no means over queries, are left out.
 *
 * @param keep whether a score is wanted
 */
export function queryScores(evaluations: readonly Evaluation[], keep: Keep): QueryScores {
  const columns = meansOf(evaluations).flatMap((seeds): QueryColumn[] => {
    const { measure, setting } = seeds[0] as Score
    if (!keep(measure.name, setting)) return []
    const rows = seeds.map(({ perQuery }) => perQuery)
    const { low, step } = scaleOf(measure.range, rows)
    const codes = rows.map((row) => quantise(row, { low, step }))
    return [{ measure: measure.name, setting, low, step, codes, pairs: pairMeans(seeds) }]
  })
  return { queries: queriesOf(evaluations), columns }
}

/**
 * A run's scores of which values are kept, rounded as those are: a run equal to them differs by nothing.
 *
 * @param keep whether a score is wanted
 */
export function queryValues(evaluations: readonly Evaluation[], keep: Keep, kept: QueryScores | null): QueryValues {
  const columns = meansOf(evaluations).flatMap((seeds): ValuesColumn[] => {
    const { measure, setting } = seeds[0] as Score
    const scale = kept && columnOf(kept.columns, measure.name, setting)
    if (!scale || !keep(measure.name, setting)) return []
    const values = seeds.map(({ perQuery }) => rounded(perQuery, scale))
    return [{ measure: measure.name, setting, values, pairs: pairMeans(seeds) }]
  })
  return { queries: queriesOf(evaluations), columns }
}

/** The seeds of each score that is known and a mean over queries. */
function meansOf(evaluations: readonly Evaluation[]): (readonly Score[])[] {
  return (evaluations[0]?.scores ?? [])
    .map((_, index) => evaluations.map((evaluation) => evaluation.scores[index] as Score))
    .filter((seeds) => isMean((seeds[0] as Score).measure) && !seeds.some((seed) => seed.bound))
}

function queriesOf(evaluations: readonly Evaluation[]): string {
  return queriesHash(evaluations[0]?.dataset.queries ?? [])
}

/** Monolingual scores carry the same pairs as cross-lingual ones, and are made of the diagonal alone: they have none. */
function pairMeans(seeds: readonly Score[]): QueryColumn['pairs'] {
  if (seeds[0]?.setting === 'monolingual') return {}
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
export function columnOf<Column extends Pick<QueryColumn, 'measure' | 'setting'>>(
  columns: readonly Column[],
  measure: string,
  setting: Setting,
): Column | undefined {
  return columns.find((each) => each.measure === measure && each.setting === setting)
}

/** One array a seed, one value a query; NaN where a query has none. */
export function rowsOf(column: QueryColumn): Float64Array[] {
  return column.codes.map((codes) => dequantise(codes, column))
}

/** Which queries these are, and in which order; what they say is told by the data set's own hash. */
export function queriesHash(queries: readonly Pick<Query, 'id'>[]): string {
  return sha256(...queries.map(({ id }) => id))
}
