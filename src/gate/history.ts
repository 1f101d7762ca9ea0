import type { Report } from '../report/report.ts'
import { baselineEntry } from './baseline.ts'
import type { HistoryEntry } from './history-entry.ts'

/** What the history keeps of a run of the suite: a line a case that has a value, in the report's order. */
export function historyEntries({ cases, environment }: Pick<Report, 'cases' | 'environment'>): HistoryEntry[] {
  const { commit, dirty, date } = environment
  return cases.flatMap(({ run }) => {
    if (!run) return []
    const { dataset, configurationHash, scores } = baselineEntry(run)
    if (Object.keys(scores).length === 0) return []
    return [{ schema: 1, key: run.key, commit, dirty, date, dataset: dataset.hash, configurationHash, scores }]
  })
}

/**
 * The past of a report's cases, oldest first.
 *
 * @param most entries of one case; older ones are left out
 */
export function historyOf(entries: readonly HistoryEntry[], cases: Report['cases'], most = 200): HistoryEntry[] {
  const keys = new Set(cases.flatMap(({ run }) => run?.key ?? []))
  const own = entries.filter(({ key }) => keys.has(key))
  // Lines that version control merged are not in order.
  const ordered = own.toSorted((a, b) => Date.parse(a.date) - Date.parse(b.date))
  const seen = new Map<string, number>()
  const recent = ordered.toReversed().filter(({ key }) => {
    const before = seen.get(key) ?? 0
    seen.set(key, before + 1)
    return before < most
  })
  return recent.reverse()
}
