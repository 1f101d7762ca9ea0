import { type Setting, settings } from '../retrieval.ts'
import { leadingMeasure, measuresOf, type Row, scoreOf } from './dataset-group.ts'
import { boundedLabel, type HeatMap, type HeatValues, heatMap, languagesIn } from './heat-map.ts'
import { heatScale } from './heat-scale.ts'
import { markSvg } from './mark-svg.ts'
import { isNumber } from './number-format.ts'
import type { Mark } from './palette.ts'
import { plainText } from './plain-text.ts'

/** One measure, or the two halves of one, for every query language: what the mean over languages hides. */
export interface LanguageTables {
  readonly title: string
  readonly caption: string
  readonly maps: readonly HeatMap[]
  readonly open: boolean
}

/** Measures told together, on one scale. */
interface Topic {
  readonly title: string
  readonly parts: readonly string[]
}

/** Measures that are two halves of one thing, and say more on one scale than apart. */
const halves: readonly Topic[] = [
  {
    title: 'Cosines with irrelevant documents: mean',
    parts: ['SameNegativeMean', 'OtherNegativeMean'],
  },
  {
    title: 'Cosines with irrelevant documents: variance',
    parts: ['SameNegativeVariance', 'OtherNegativeVariance'],
  },
]

/** Every measure with its values by query language, halves beside each other; none where there is one language. */
export function queryLanguages(rows: readonly Row[], marks: ReadonlyMap<string, Mark>): LanguageTables[] {
  const measures = measuresOf(rows)
  const leading = leadingMeasure(rows)
  return topicsOf(measures).flatMap(({ title, parts }) => {
    const tables = tablesOf(rows, parts, marks)
    return tables === null ? [] : [{ title, ...tables, open: parts[0] === leading }]
  })
}

function topicsOf(measures: readonly string[]): Topic[] {
  const whole = halves.filter(({ parts }) => parts.every((part) => measures.includes(part)))
  const joined = new Set(whole.flatMap(({ parts }) => parts))
  return measures.flatMap((measure): Topic[] => {
    const topic = whole.find(({ parts }) => parts[0] === measure)
    if (topic) return [topic]
    return joined.has(measure) ? [] : [{ title: plainText(measure), parts: [measure] }]
  })
}

function tablesOf(
  rows: readonly Row[],
  parts: readonly string[],
  marks: ReadonlyMap<string, Mark>,
): Pick<LanguageTables, 'caption' | 'maps'> | null {
  const wanted = parts.flatMap((measure) => settings.map((setting) => ({ measure, setting })))
  const drawn = wanted.flatMap(({ measure, setting }) => {
    const label = parts.length > 1 ? plainText(measure) : setting
    const values = heatValues(rows, { measure, setting, label }, marks)
    return values.rows.length === 0 || values.columns.length < 2 ? [] : [values]
  })
  const numbers = drawn.flatMap(({ rows }) => rows.flatMap(({ values }) => Object.values(values)))
  if (!numbers.some(isNumber)) return null
  const scale = heatScale(parts[0] as string, numbers, directionOf(rows, parts[0] as string))
  return { caption: scale.sentence, maps: drawn.map((values) => heatMap(values, scale)) }
}

function heatValues(
  rows: readonly Row[],
  { measure, setting, label }: { readonly measure: string; readonly setting: Setting; readonly label: string },
  marks: ReadonlyMap<string, Mark>,
): HeatValues {
  const found = rows.flatMap((row) => {
    const { perLanguage: values = {}, bound } = scoreOf(row.run, measure, setting) ?? {}
    return Object.keys(values).length === 0
      ? []
      : [{ label: boundedLabel(row.label, bound), mark: markOf(row, marks), values }]
  })
  const known = rows[0]?.run.dataset.languages ?? []
  const columns = languagesIn(
    known,
    found.flatMap(({ values }) => Object.keys(values)),
  )
  return { label, columns, rows: found }
}

function markOf({ label }: Row, marks: ReadonlyMap<string, Mark>): string {
  return markSvg(marks.get(label) as Mark)
}

function directionOf(rows: readonly Row[], measure: string): 'higher' | 'lower' {
  const scores = rows.flatMap(({ run }) => run.scores.filter((score) => score.measure === measure))
  return scores[0]?.direction ?? 'higher'
}
