import type { ScoreRecord } from '../experiment/record.ts'
import type { HeatScale } from './heat-scale.ts'
import { isNumber } from './number-format.ts'
import { plainText } from './plain-text.ts'

/** A table whose cells are tinted: picture and numbers in one, for eyes, screen readers and paper. */
export interface HeatMap {
  readonly label: string
  readonly columns: readonly string[]
  readonly rows: readonly HeatRow[]
  /** CSS classes: room for the longest number, long language tags, and whether rows have names rather than languages. */
  readonly classes: string
  /** More languages than there is room for numbers: these are heard, and seen when pointed at. */
  readonly dense: boolean
}

export interface HeatRow {
  readonly label: string
  /** SVG; empty where rows are languages. */
  readonly mark: string
  readonly cells: readonly HeatCell[]
}

export interface HeatCell {
  readonly value: string
  /** Tint: 0 for none to `heatLevels` for the best. */
  readonly level: number
  /** Query and document of one language: the monolingual setting. */
  readonly diagonal: boolean
}

/** What a map is drawn of. */
export interface HeatValues {
  readonly label: string
  /** Languages, in order. */
  readonly columns: readonly string[]
  readonly rows: readonly {
    readonly label: string
    readonly mark?: string
    readonly values: Readonly<Record<string, number>>
  }[]
}

/** With numbers in the cells a row of more languages would be wider than the page. */
const numberedAtMost = 12

/** A map of languages × languages, or of named rows (those with a mark) × languages. */
export function heatMap({ label, columns, rows }: HeatValues, scale: HeatScale): HeatMap {
  const dense = columns.length > numberedAtMost
  const drawn = rows.map((row) => ({
    label: plainText(row.label),
    mark: row.mark ?? '',
    cells: columns.map((column) => heatCell(row, column, scale)),
  }))
  const tagged = [...columns, ...rows.filter(({ mark }) => !mark).map((row) => row.label)].some(isLong)
  const classes = [
    ...(tagged ? ['tagged'] : []),
    dense ? 'dense' : roomFor(scale.widest),
    ...(rows.some(({ mark }) => mark) ? ['named'] : []),
  ]
  return { label, columns: columns.map(plainText), rows: drawn, classes: classes.join(' '), dense }
}

function heatCell({ label, values }: HeatValues['rows'][0], column: string, { level, written }: HeatScale): HeatCell {
  const value = Object.hasOwn(values, column) ? values[column] : undefined
  return { value: written(value), level: isNumber(value) ? level(value) : 0, diagonal: label === column }
}

/** `zh_cn`, `sr-Latn`: wider than a column. */
function isLong(language: string): boolean {
  return language.length > 3
}

function roomFor(characters: number): string {
  if (characters <= 3) return 'short'
  return characters <= 5 ? 'medium' : 'long'
}

/** A name, with what its numbers are where the truth is not known. */
export function boundedLabel(label: string, bound: ScoreRecord['bound']): string {
  return bound === undefined ? label : `${label} (each ${bound})`
}

/** The languages of the values, those of the data set first and in its order. */
export function languagesIn(known: readonly string[], found: readonly string[]): string[] {
  const unique = new Set(found)
  return [...known.filter((language) => unique.has(language)), ...[...unique].filter((one) => !known.includes(one))]
}
