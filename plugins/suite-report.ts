import { join } from 'node:path'
import type { Problem } from '../src/gate/gate.ts'
import { historyEntries, historyOf } from '../src/gate/history.ts'
import type { HistoryEntry } from '../src/gate/history-entry.ts'
import { appendHistory, readHistory } from '../src/gate/history-file.ts'
import { outcomeOf } from '../src/gate/outcome.ts'
import { writeAtomically } from '../src/gate/write-atomically.ts'
import type { QueriesPlace } from '../src/report/drill-down/read-queries.ts'
import type { Report } from '../src/report/report.ts'
import type { RetrievalConfiguration } from './configuration.ts'

/**
 * Adds a run to the history where there is one.
 *
 * @param whole a run of a part is read beside its past, and no part of it
 * @returns the past of the report's cases, this run included
 */
export async function suiteHistory(
  { history }: Pick<RetrievalConfiguration, 'history'>,
  report: Pick<Report, 'cases' | 'environment'>,
  { whole, place }: { readonly whole: boolean; readonly place: (path: string) => string },
): Promise<HistoryEntry[]> {
  if (history === null) return []
  if (whole) await appendHistory(history, historyEntries(report), place(history))
  return historyOf(readHistory(history, place(history)) ?? [], report.cases)
}

/** The report of a suite as it ended. */
export function reportOf(ran: Pick<Report, 'cases' | 'environment'>, problems: readonly Problem[]): Report {
  const passed = problems.length === 0
  return {
    schema: 1,
    verdict: passed ? 'passed' : 'failed',
    outcome: outcomeOf(ran.cases, passed),
    problems: problems.filter(({ key }) => key === null).map(({ message, remedy }) => `${message} ${remedy}`),
    cases: ran.cases,
    environment: ran.environment,
  }
}

/** Writes `report.json`. */
export function writeReport(folder: string, report: Report): void {
  writeAtomically(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
}

/** Where a page is written, with what it shows beside the report. */
export interface PagePlace extends QueriesPlace {
  readonly history: readonly HistoryEntry[]
}

/** Writes the page, with what single queries got. */
export async function writePage(report: Report, place: PagePlace): Promise<void> {
  // Loaded here: charts and templates are not needed to start a run.
  const { renderReport } = await import('../src/report/html.ts')
  const { readQueries } = await import('../src/report/drill-down/read-queries.ts')
  const { folder, history } = place
  writeAtomically(join(folder, 'index.html'), renderReport(report, { queries: readQueries(report, place), history }))
}
