import type { Baseline } from '../../gate/baseline.ts'
import { readScores, scoresFolder } from '../../gate/query-scores-file.ts'
import type { Report } from '../report.ts'
import type { QueriesOfRun } from './case-block.ts'
import type { QueriesByKey } from './drill-down.ts'
import { readQueryResults } from './query-results.ts'

/** Where the results of single queries lie. */
export interface QueriesPlace {
  /** The report's folder. */
  readonly folder: string
  /** What the runs were compared with, and its file; null where there is none. */
  readonly baseline?: { readonly content: Baseline; readonly file: string } | null
}

/**
 * Reads what single queries got in the runs of a report. Runs whose file is missing, damaged, or of another run of the
 * case, as where shards ran elsewhere, are left out.
 */
export function readQueries(report: Report, { folder, baseline = null }: QueriesPlace): QueriesByKey {
  const found = new Map<string, QueriesOfRun>()
  for (const { run } of report.cases) {
    const results = run && readQueryResults(folder, run.key)
    if (!results || results.digest !== run.digest) continue
    const kept = baseline?.content.cases[run.key]?.queryScores ?? null
    const scores = baseline && kept !== null ? readScores(scoresFolder(baseline.file), kept).scores : null
    found.set(run.key, { results, baseline: scores })
  }
  return found
}
