import { settings } from '../retrieval.ts'
import { type DatasetGroup, leadingMeasure, measuresOf, type Row } from './dataset-group.ts'
import { directionOf, type Line, linesOf, type Pooling, pairsOf, poolLabel } from './difference-values.ts'
import { usualOrder } from './differences.ts'
import { pack } from './drill-down/pack.ts'
import { languagesIn } from './heat-map.ts'
import { isNumber } from './number-format.ts'
import { plainText } from './plain-text.ts'

/** Numbers that further measures may bring the page to: at three bytes each, less than a tenth of the drawn maps' text. */
const mostNumbers = 15_000

/** Codes of values: at the ends of what is measured 1 and this, about seven digits; three bytes, the fourth is packed away. */
const mostCode = 2 ** 24 - 1

/** Matrices of one measure, as the reader may choose it. */
interface Choosable {
  readonly measure: string
  readonly pooling: Pooling
  readonly rows: readonly Row[]
}

/**
 * What the page needs to set any two systems of a data set beside each other, packed for `page/differences.js`: the values of
 * each by language pair and by query language, for the leading measure and as many others as there is room for.
 * Null where no measure has the language pairs of two systems.
 */
export function chosenDifferences(group: DatasetGroup): string | null {
  const all = choosables(group)
  const rows = group.rows.filter((row) => all.some((one) => one.rows.includes(row)))
  if (all[0] === undefined) return null
  const languages = languagesOf(all)
  const each = rows.length * languages.length * (languages.length + settings.length)
  const fitting = all.slice(0, Math.max(1, Math.floor(mostNumbers / each)))
  const coded = fitting.map((one) => codesOf(one, rows, languages))
  const header = {
    cases: rows.map(({ label }) => label),
    languages: languages.map(plainText),
    measures: fitting.map(({ measure, pooling }, i) => ({
      name: plainText(measure),
      title: pooling === 'apart' ? plainText(measure) : poolLabel(plainText(measure), pooling),
      label: poolLabel(plainText(measure), pooling),
      direction: directionOf(all[i]?.rows[0] as Row, measure),
      scale: coded[i]?.scale ?? { low: 0, step: 1 },
    })),
    ...opening(group, rows),
  }
  return pack(header, Object.fromEntries(coded.map(({ codes }, i) => [`measure ${i}`, codes])))
}

/** The leading measure, those of one pool, all others; each where two systems or more have it. */
function choosables({ rows }: DatasetGroup): Choosable[] {
  const leading = leadingMeasure(rows)
  const measures = measuresOf(rows)
  const wanted: readonly (readonly [string, Pooling])[] = [
    ...measures.flatMap((measure) => (measure === leading ? [[measure, 'apart'] as const] : [])),
    ...measures.map((measure) => [measure, 'together'] as const),
    ...measures.flatMap((measure) => (measure === leading ? [] : [[measure, 'apart'] as const])),
  ]
  return wanted
    .map(([measure, pooling]) => ({ measure, pooling, rows: rows.filter((row) => hasPairs(row, measure, pooling)) }))
    .filter((one) => one.rows.length > 1)
}

function hasPairs(row: Row, measure: string, pooling: Pooling): boolean {
  return Object.values(pairsOf(row, measure, pooling)).some((line) => Object.values(line).some(isNumber))
}

function languagesOf(all: readonly Choosable[]): string[] {
  const found = all.flatMap(({ measure, pooling, rows }) =>
    rows.flatMap((row) => {
      const pairs = Object.entries(pairsOf(row, measure, pooling))
      const lines = settings.flatMap((setting) => Object.keys(linesOf(row, measure, setting) ?? {}))
      return [...pairs.flatMap(([query, line]) => [query, ...Object.keys(line)]), ...lines]
    }),
  )
  return languagesIn(all[0]?.rows[0]?.run.dataset.languages ?? [], found)
}

/** For every row its matrix, query language by query language, then its values by query language, setting by setting. */
function codesOf({ measure, pooling }: Choosable, rows: readonly Row[], languages: readonly string[]) {
  const values = rows.flatMap((row) => {
    const pairs = pairsOf(row, measure, pooling)
    const lines = [
      ...languages.map((query) => pairs[query] ?? {}),
      ...settings.map((setting) => linesOf(row, measure, setting) ?? {}),
    ]
    return lines.flatMap((line) => languages.map((language) => valueIn(line, language)))
  })
  const scale = scaleOf(values.filter(isNumber))
  const codes = values.map((value) => (isNumber(value) ? 1 + Math.round((value - scale.low) / scale.step) : 0))
  return { codes, scale }
}

function valueIn(line: Line, language: string): number | undefined {
  return Object.hasOwn(line, language) ? line[language] : undefined
}

function scaleOf(known: readonly number[]): { low: number; step: number } {
  const low = known.reduce((least, value) => Math.min(least, value), Infinity)
  const high = known.reduce((most, value) => Math.max(most, value), -Infinity)
  return high > low ? { low, step: (high - low) / (mostCode - 1) } : { low: known[0] ?? 0, step: 1 }
}

/** Places of the two systems that the page opens with: those of its first fixed map, where both can be chosen. */
function opening(group: DatasetGroup, rows: readonly Row[]): { first: number; second: number } {
  const usual = usualOrder(group).filter((row) => rows.includes(row))
  const [first = 0, second = 1] = (usual.length > 0 ? usual : rows).map((row) => rows.indexOf(row))
  return { first, second }
}
