import { leadingMeasure, type Row, scoreOf } from './dataset-group.ts'
import { formatValue, isNumber } from './number-format.ts'
import { plainText } from './plain-text.ts'

/** Query languages × document languages of one row, as a table whose cells are tinted. */
export interface HeatMap {
  readonly label: string
  readonly languages: readonly string[]
  readonly rows: readonly { readonly language: string; readonly cells: readonly HeatCell[] }[]
}

export interface HeatCell {
  readonly value: string
  /** Tint: 0 for nothing to `heatLevels` for the highest value of the group, in equal steps. */
  readonly level: number
  /** Query and document of one language: the monolingual setting. */
  readonly diagonal: boolean
}

export interface HeatMaps {
  readonly caption: string
  readonly maps: readonly HeatMap[]
  /** Few enough to be seen without asking. */
  readonly open: boolean
}

export const heatLevels = 20

const openAtMost = 4

/**
 * The leading measure for every language pair, on one scale for all rows, so that maps may be compared by eye.
 *
 * @returns null where no row has language pairs
 */
export function heatMaps(rows: readonly Row[]): HeatMaps | null {
  const measure = leadingMeasure(rows)
  if (measure === null) return null
  const drawn = rows.flatMap((row) => {
    const pairs = pairsOf(row, measure)
    return Object.keys(pairs).length === 0 ? [] : [{ row, pairs }]
  })
  if (drawn.length === 0) return null
  const values = drawn.flatMap(({ pairs }) => Object.values(pairs).flatMap((line) => Object.values(line)))
  const highest = values.filter(isNumber).reduce((max, value) => Math.max(max, value), 0)
  const maps = drawn.map(({ row, pairs }) => heatMap(row, pairs, highest))
  const scale = `The stronger the colour, the higher; one scale from 0 to ${formatValue(highest, 'share', 2)} for all maps.`
  const caption = `${plainText(measure)} of queries in the language at the left among documents in the language at the top alone. The framed diagonal is the monolingual setting. ${scale}`
  return { caption, maps, open: maps.length <= openAtMost }
}

type Pairs = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Diagonal and rest, which the two settings may hold apart or both in full. */
function pairsOf({ run }: Row, measure: string): Pairs {
  const matrices = (['monolingual', 'cross-lingual'] as const).map(
    (setting) => scoreOf(run, measure, setting)?.perPair ?? {},
  )
  const queries = [...new Set(matrices.flatMap((matrix) => Object.keys(matrix)))]
  return Object.fromEntries(
    queries.map((query) => [
      query,
      Object.fromEntries(matrices.flatMap((matrix) => Object.entries(matrix[query] ?? {}))),
    ]),
  )
}

function heatMap(row: Row, pairs: Pairs, highest: number): HeatMap {
  const known = row.run.dataset.languages.filter((language) => Object.hasOwn(pairs, language))
  const queries = [...known, ...Object.keys(pairs).filter((language) => !known.includes(language))]
  const documents = [...new Set([...queries, ...Object.values(pairs).flatMap((line) => Object.keys(line))])]
  return {
    label: row.label,
    languages: documents.map(plainText),
    rows: queries.map((query) => ({
      language: plainText(query),
      cells: documents.map((document) => {
        const value = pairs[query]?.[document]
        const level = isNumber(value) && highest > 0 ? Math.round((Math.max(value, 0) / highest) * heatLevels) : 0
        return { value: isNumber(value) ? formatValue(value, 'share', 2) : '', level, diagonal: query === document }
      }),
    })),
  }
}
