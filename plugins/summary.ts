import { stripVTControlCharacters, styleText } from 'node:util'
import type { Verdict } from '../src/gate/comparison.ts'
import type { Problem } from '../src/gate/gate.ts'
import { outcomeOf } from '../src/gate/outcome.ts'
import type { ReportCase } from '../src/report/report.ts'
import { type ResultTable, resultTables } from './result-table.ts'

type Style = Parameters<typeof styleText>[0]

const styles: Readonly<Record<Verdict, Style>> = {
  improved: 'green',
  unchanged: 'green',
  passed: 'green',
  new: 'cyan',
  skipped: 'yellow',
  regressed: 'red',
  failed: 'red',
  missing: 'red',
  incomparable: 'red',
}

/** Everything a run of the suite says on the terminal at its end. */
export interface SummaryOptions {
  readonly cases: readonly ReportCase[]
  readonly problems: readonly Problem[]
  /** Sentences about what was written, in the order in which they are to stand. */
  readonly notes: readonly string[]
  /** Columns of the terminal. @default those of standard output, else 120 */
  readonly width?: number
}

/** The tables, the verdict, each problem with what to do, and where to look further. */
export function terminalSummary({
  cases,
  problems,
  notes,
  width = process.stdout.columns ?? 120,
}: SummaryOptions): string {
  const lines = resultTables(cases).flatMap((table) => ['', ...tableLines(table, width)])
  lines.push('', verdictLine(cases, problems))
  problems.forEach(({ key, message, remedy }, index) => {
    lines.push(
      '',
      ` ${index + 1}. ${styleText('bold', key ?? 'The suite')}`,
      ...indented(message),
      ...indented(remedy, 'dim'),
    )
  })
  return [...lines, '', ...notes.map((note) => ` ${note}`), ''].join('\n')
}

/** Where a gate fails for what is not known. */
const undecided = 'Nothing that was measured fell short; something could not be measured or compared.'

function verdictLine(cases: readonly ReportCase[], problems: readonly Problem[]): string {
  const counts = Object.entries(Object.groupBy(cases, ({ verdict }) => verdict)).map(
    ([verdict, some]) => `${some.length} ${verdict}`,
  )
  const total = `${cases.length} ${cases.length === 1 ? 'case' : 'cases'}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`
  if (problems.length === 0) return ` ${styleText(['green', 'bold'], '✓ Retrieval gate passed')}  ${total}`
  const number = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  const { kind } = outcomeOf(cases, false)
  return ` ${styleText(['red', 'bold'], `✗ Retrieval gate failed, ${number}`)}  ${total}${kind === 'undecided' ? `\n   ${undecided}` : ''}`
}

function tableLines(table: ResultTable, width: number): string[] {
  const { title, columns, rows, caption, notes } = fitted(table, width)
  const widths = columns.map((name, i) => Math.max(...[name, ...rows.map((row) => row.cells[i] ?? '')].map(lengthOf)))
  // Names and verdicts are read from the left, figures compared from the right.
  const numeric = (i: number): boolean => i > 0 && i < columns.length - 1
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (numeric(i) ? padded(cell, widths[i]!).start : padded(cell, widths[i]!).end))
      .join('   ')
      .trimEnd()
  const body = rows.map(({ cells, verdict, control }) => {
    const last = cells.length - 1
    const plain = line(cells)
    const painted = plain.slice(0, plain.length - lengthOf(cells[last]!)) + styleText(styles[verdict], cells[last]!)
    return `   ${control && styles[verdict] !== 'red' ? styleText('dim', plain) : painted}`
  })
  const head = [` ${styleText('bold', title)}`, ...(rows.length > 0 ? [`   ${styleText('dim', line(columns))}`] : [])]
  return [...head, ...body, ...indented([caption, ...notes].filter(Boolean).join('\n'), 'dim', 3)]
}

/** A table whose names are cut, from the front since their ends differ, until its lines fit; never below 24 columns. */
function fitted(table: ResultTable, width: number): ResultTable {
  const { columns, rows } = table
  const widest = (i: number): number =>
    Math.max(...[columns[i]!, ...rows.map((row) => row.cells[i] ?? '')].map(lengthOf))
  const figures = columns.slice(1).reduce((sum, _, i) => sum + 3 + widest(i + 1), 3)
  const room = Math.max(24, width - figures)
  const cut = (name: string): string => (lengthOf(name) <= room ? name : `…${[...name].slice(1 - room).join('')}`)
  return {
    ...table,
    rows: rows.map((row) => ({ ...row, cells: row.cells.map((cell, i) => (i === 0 ? cut(cell) : cell)) })),
  }
}

function padded(text: string, width: number): { readonly start: string; readonly end: string } {
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)))
  return { start: space + text, end: text + space }
}

function lengthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length
}

function indented(text: string, style?: Style, columns = 4): string[] {
  const lines = text === '' ? [] : text.split('\n')
  return lines.map((line) => `${' '.repeat(columns)}${style ? styleText(style, line) : line}`)
}
