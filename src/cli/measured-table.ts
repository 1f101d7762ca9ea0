import type { MeasuredBounds } from '../evaluation/measure-run.ts'
import type { Measure, Side } from '../metrics/measure.ts'
import { formatScore, unitOf } from '../report/number-format.ts'
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
    const values = measured.map(({ overall, bounds }) =>
      figure(overall.get(one.name)!, bounds?.get(one.name), 'overall'),
    )
    return starred(figures(one, values), measured.length > 1 ? bestOf(one, values) : [])
  })
  const rows = measured.map(({ run }, i) => [run, ...columns.map((cells) => cells[i]!)])
  return textTable({ columns: ['run', ...measures.map(heading)], rows }, screen)
}

function queryTable({ queries, perQuery, bounds }: MeasuredFile, { measures, screen }: MeasuredTableOptions): string {
  const columns = measures.map((one) => {
    const values = Array.from(perQuery.get(one.name)!, (value, at) => figure(value, bounds?.get(one.name), at))
    return figures(one, values)
  })
  const rows = queries.map((query, i) => [query, ...columns.map((cells) => cells[i]!)])
  return textTable({ columns: ['query', ...measures.map(({ name }) => name)], rows }, screen)
}

/** An arrow where less is better, which nobody expects. */
function heading({ name, direction }: Measure): string {
  return direction === 'lower' ? `${name} ↓` : name
}

/** A value, and on which side of it the truth lies where that is all that is known. */
interface Figure {
  readonly value: number
  readonly bound?: Side
}

function figure(value: number, bounds: MeasuredBounds | undefined, at: number | 'overall'): Figure {
  const isBound = at === 'overall' ? bounds?.overall : bounds?.queries[at]
  return { value, ...(bounds && isBound && { bound: bounds.side }) }
}

function figures({ name, aggregate }: Measure, values: readonly Figure[]): string[] {
  const unit =
    aggregate === 'sum'
      ? 'ranks'
      : unitOf(
          name,
          values.map(({ value }) => value),
        )
  return values.map((each) => formatScore(each, unit, 4))
}

/** A blank where others have a star, so that the digits stay below each other. */
function starred(cells: readonly string[], best: readonly number[]): Cell[] {
  if (best.length === 0) return [...cells]
  return cells.map((text, i) => (best.includes(i) ? { text: `${text}*`, strong: true } : `${text} `))
}

/** Where the best values are; nowhere if all are equal or some only bounded, and for counts, of which none is best. */
function bestOf({ direction, aggregate }: Measure, figures: readonly Figure[]): number[] {
  const values = figures.map(({ value }) => value)
  if (aggregate === 'sum' || new Set(values).size === 1 || figures.some(({ bound }) => bound)) return []
  const best = direction === 'higher' ? Math.max(...values) : Math.min(...values)
  return values.flatMap((value, i) => (value === best ? i : []))
}

function countOf(measured: readonly MeasuredFile[]): string {
  const counts = [...new Set(measured.map(({ queries }) => queries.length))]
  if (counts.length > 1) return `${Math.min(...counts)} to ${Math.max(...counts)} queries, not the same for all runs`
  return counts[0] === 1 ? '1 query' : `${counts[0]!.toLocaleString('en-US')} queries`
}
