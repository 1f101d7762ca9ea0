import type { Measure } from '../metrics/measure.ts'
import { formatValue, unitOf } from '../report/number-format.ts'
import type { MeasuredFile } from './measured-files.ts'
import type { Screen } from './output.ts'
import { type Cell, textTable } from './text-table.ts'

export interface MeasuredTableOptions {
  readonly measures: readonly Measure[]
  readonly perQuery: boolean
  readonly screen: Screen
}

/** Runs as rows, measures as columns; of several runs the best in a measure carries a star. Then each run's queries. */
export function measuredTable(measured: readonly MeasuredFile[], options: MeasuredTableOptions): string {
  const legend = `${countOf(measured)}.${measured.length > 1 ? ' * best of its measure.' : ''}`
  const queries = options.perQuery ? measured.map((each) => `\n${each.run}\n${queryTable(each, options)}`) : []
  return [runTable(measured, options), `\n${legend}\n`, ...queries].join('')
}

function runTable(measured: readonly MeasuredFile[], { measures, screen }: MeasuredTableOptions): string {
  const columns = measures.map((one) => {
    const values = measured.map(({ overall }) => overall.get(one.name)!)
    return starred(figures(one, values), measured.length > 1 ? bestOf(one, values) : [])
  })
  const rows = measured.map(({ run }, i) => [run, ...columns.map((cells) => cells[i]!)])
  return textTable({ columns: ['run', ...measures.map(heading)], rows }, screen)
}

function queryTable({ queries, perQuery }: MeasuredFile, { measures, screen }: MeasuredTableOptions): string {
  const columns = measures.map((one) => figures(one, [...perQuery.get(one.name)!]))
  const rows = queries.map((query, i) => [query, ...columns.map((cells) => cells[i]!)])
  return textTable({ columns: ['query', ...measures.map(({ name }) => name)], rows }, screen)
}

/** An arrow where less is better, which nobody expects. */
function heading({ name, direction }: Measure): string {
  return direction === 'lower' ? `${name} ↓` : name
}

function figures({ name, aggregate }: Measure, values: readonly number[]): string[] {
  const unit = aggregate === 'sum' ? 'ranks' : unitOf(name, values)
  return values.map((value) => formatValue(value, unit, 4))
}

/** A blank where others have a star, so that the digits stay below each other. */
function starred(cells: readonly string[], best: readonly number[]): Cell[] {
  if (best.length === 0) return [...cells]
  return cells.map((text, i) => (best.includes(i) ? { text: `${text}*`, strong: true } : `${text} `))
}

/** Where the best values are; nowhere if all are equal, and for counts, of which none is best. */
function bestOf({ direction, aggregate }: Measure, values: readonly number[]): number[] {
  if (aggregate === 'sum' || new Set(values).size === 1) return []
  const best = direction === 'higher' ? Math.max(...values) : Math.min(...values)
  return values.flatMap((value, i) => (value === best ? i : []))
}

function countOf(measured: readonly MeasuredFile[]): string {
  const counts = [...new Set(measured.map(({ queries }) => queries.length))]
  if (counts.length > 1) return `${Math.min(...counts)} to ${Math.max(...counts)} queries, not the same for all runs`
  return counts[0] === 1 ? '1 query' : `${counts[0]!.toLocaleString('en-US')} queries`
}
