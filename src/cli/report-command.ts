import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readBaseline } from '../gate/baseline-file.ts'
import { historyOf } from '../gate/history.ts'
import type { HistoryEntry } from '../gate/history-entry.ts'
import { readHistory } from '../gate/history-file.ts'
import type { Tolerances } from '../gate/tolerance.ts'
import { writeAtomically } from '../gate/write-atomically.ts'
import { comparedReport } from '../report/compare-reports.ts'
import { queriesFolder } from '../report/drill-down/query-results.ts'
import { type QueriesPlace, readQueries } from '../report/drill-down/read-queries.ts'
import { renderReport } from '../report/html.ts'
import { counted } from '../report/plain-text.ts'
import { readReport } from '../report/read-report.ts'
import type { Report } from '../report/report.ts'
import type { Output, Screen } from './output.ts'
import { reportTable } from './report-table.ts'

export interface ReportCommandOptions {
  /** A `report.json`, or two: the second is compared with the first. */
  readonly reports: readonly string[]
  /** Where the page is written. @default `index.html` beside the report; of two, `comparison.html` beside the second */
  readonly out?: string
  /** The folder of per-query results. @default `queries` beside the report; false for none */
  readonly queries?: string | false
  /** What the runs were compared with, for the drop of single queries. */
  readonly baseline?: string
  /** A file of past runs. */
  readonly history?: string
  /** Of a comparison; without it as in a suite that sets none. */
  readonly tolerance?: Tolerances
  /** Whether a comparison that fails makes the command fail. */
  readonly failOnRegression: boolean
  readonly format: 'table' | 'json'
  readonly screen: Screen
}

/**
 * What `vitest-retrieval report` does and prints: the page of a report again, or of two reports compared.
 *
 * @throws {RangeError | SyntaxError} a file is no report, no baseline or no history, or of a newer schema
 */
export function reportCommand(options: ReportCommandOptions): Output {
  const { reports, format, screen, failOnRegression, tolerance } = options
  const [first, second] = reports.map((file) => readReport(readFileSync(file, 'utf8'), file)) as [Report, Report?]
  const report = second ? comparedReport(first, second, tolerance) : first
  const out = options.out ?? join(dirname(reports.at(-1) as string), second ? 'comparison.html' : 'index.html')
  const queries = options.queries === false ? new Map() : readQueries(report, queriesPlace(options))
  writeAtomically(out, renderReport(report, { queries, history: pastOf(report, options.history) }))
  const failed = second !== undefined && failOnRegression && report.verdict === 'failed'
  if (format === 'json') return { text: `${JSON.stringify(report, null, 2)}\n`, warnings: [], failed }
  const table = second ? `${reportTable(report, screen)}\n` : ''
  const written = `${out}: ${counted(report.cases.length, 'case')}, ${report.verdict}.\n`
  return { text: `${table}${written}`, warnings: report.problems, failed }
}

function queriesPlace({ reports, queries, baseline }: ReportCommandOptions): QueriesPlace {
  const given = queries || join(dirname(reports.at(-1) as string), queriesFolder)
  const folder = basename(given) === queriesFolder ? dirname(given) : given
  if (baseline === undefined) return { folder }
  const content = readBaseline(baseline)
  if (content !== null) return { folder, baseline: { content, file: baseline } }
  throw new RangeError(`report: the baseline must be a file; got ${baseline}. Name the baseline.json of the suite.`)
}

function pastOf(report: Report, file: string | undefined): HistoryEntry[] {
  if (file === undefined) return []
  const entries = readHistory(file)
  if (entries !== null) return historyOf(entries, report.cases)
  throw new RangeError(`report: the history must be a file; got ${file}. Name the file that the plugin adds runs to.`)
}
