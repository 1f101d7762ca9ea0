import type { ScoreRecord } from '../experiment/record.ts'
import type { Setting } from '../retrieval.ts'
import { leadingMeasure, measuresOf, type Row, scoreOf } from './dataset-group.ts'
import { boundedLabel, type HeatMap, heatMap, languagesIn } from './heat-map.ts'
import { heatScale } from './heat-scale.ts'
import { isNumber } from './number-format.ts'
import { plainText } from './plain-text.ts'

/** One measure for every pair of query and document language: a map for each row, side by side. */
export interface PairMaps {
  readonly title: string
  readonly caption: string
  readonly maps: readonly HeatMap[]
  /** Few enough to be seen without asking. */
  readonly open: boolean
}

/** What the report shows of language pairs. */
export interface LanguagePairs {
  /** The leading measure, and every measure of each document language in one pool. */
  readonly shown: readonly PairMaps[]
  /** All others: closed. */
  readonly others: readonly PairMaps[]
  /** Measures whose maps would make the page too large; null where there are none. */
  readonly leftOut: string | null
}

const openAtMost = 4

/** About 35 bytes a cell: a hundred kilobytes of maps nobody asked for in particular. */
const otherCellsAtMost = 3_000

/** Every matrix of query language × document language that the rows hold. */
export function languagePairs(rows: readonly Row[]): LanguagePairs {
  const leading = leadingMeasure(rows)
  const measures = measuresOf(rows)
  const shown = [
    ...(leading === null ? [] : [pairMaps(rows, leading, apart)]),
    ...measures.map((measure) => pairMaps(rows, measure, together)),
  ]
  const rest = measures.filter((measure) => measure !== leading)
  const others = rest.flatMap((measure) => {
    const maps = pairMaps(rows, measure, apart)
    return maps === null ? [] : [{ measure, maps: { ...maps, open: false } }]
  })
  const fitting = others.filter((_, i) => cellsOf(others.slice(0, i + 1).map(({ maps }) => maps)) <= otherCellsAtMost)
  const leftOut = others.slice(fitting.length)
  return {
    shown: shown.filter((maps) => maps !== null),
    others: fitting.map(({ maps }) => maps),
    leftOut: leftOut.length === 0 ? null : leftOut.map(({ measure }) => plainText(measure)).join(', '),
  }
}

/** Where the documents of a pair compete: each language in a pool of its own, or all in one. */
interface Pools {
  readonly settings: readonly Setting[]
  readonly title: (measure: string) => string
  readonly caption: (measure: string) => string
}

const apart: Pools = {
  settings: ['monolingual', 'cross-lingual'],
  title: (measure) => `Language pairs: ${measure}`,
  caption: (measure) =>
    `${measure} of queries in the language at the left among documents in the language at the top alone. The framed diagonal is the monolingual setting.`,
}

const together: Pools = {
  settings: ['multilingual'],
  title: (measure) => `Language pairs in one pool: ${measure}`,
  caption: (measure) =>
    `${measure} of the documents in the language at the top for queries in the language at the left, in one pool of all languages. A column pale throughout is a language that loses whoever asks; a strong diagonal is a preference for the query’s own.`,
}

function pairMaps(rows: readonly Row[], measure: string, pools: Pools): PairMaps | null {
  const drawn = rows.flatMap((row) => {
    const pairs = pairsOf(row, measure, pools)
    return Object.keys(pairs).length === 0 ? [] : [{ row, pairs }]
  })
  const values = drawn.flatMap(({ pairs }) => Object.values(pairs).flatMap((line) => Object.values(line)))
  if (!values.some(isNumber)) return null
  const scale = heatScale(measure, values, directionOf(rows, measure, pools))
  const maps = drawn.map(({ row, pairs }) => {
    const queries = languagesIn(row.run.dataset.languages, Object.keys(pairs))
    const documents = languagesIn(queries, [...queries, ...Object.values(pairs).flatMap((line) => Object.keys(line))])
    const lines = queries.map((query) => ({ label: query, values: pairs[query] ?? {} }))
    return heatMap(
      { label: boundedLabel(row.label, boundOf(row, measure, pools)), columns: documents, rows: lines },
      scale,
    )
  })
  const name = plainText(measure)
  const caption = `${pools.caption(name)} ${scale.sentence}`
  return { title: pools.title(name), caption, maps, open: maps.length <= openAtMost }
}

type Pairs = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Diagonal and rest, which two settings may hold apart or both in full. */
function pairsOf({ run }: Row, measure: string, { settings }: Pools): Pairs {
  const matrices = settings.map((setting) => scoreOf(run, measure, setting)?.perPair ?? {})
  const queries = [...new Set(matrices.flatMap((matrix) => Object.keys(matrix)))]
  return Object.fromEntries(
    queries.map((query) => [
      query,
      Object.fromEntries(matrices.flatMap((matrix) => Object.entries(matrix[query] ?? {}))),
    ]),
  )
}

function directionOf(rows: readonly Row[], measure: string, pools: Pools): 'higher' | 'lower' {
  return rows.flatMap((row) => scoresOf(row, measure, pools))[0]?.direction ?? 'higher'
}

function boundOf(row: Row, measure: string, pools: Pools): ScoreRecord['bound'] {
  return scoresOf(row, measure, pools).find(({ bound }) => bound)?.bound
}

function scoresOf({ run }: Row, measure: string, { settings }: Pools): ScoreRecord[] {
  return settings.flatMap((setting) => scoreOf(run, measure, setting) ?? [])
}

function cellsOf(all: readonly PairMaps[]): number {
  const maps = all.flatMap(({ maps }) => maps)
  return maps.reduce((sum, { rows, columns }) => sum + rows.length * columns.length, 0)
}
