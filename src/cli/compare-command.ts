import { type ComparisonSettings, comparisons, isRegression } from './comparison.ts'
import { type ComparisonReport, comparisonJson } from './comparison-json.ts'
import { comparisonTable } from './comparison-table.ts'
import { type MeasureFilesOptions, measureFiles, warningsOf } from './measured-files.ts'
import { measuresWanted } from './measures-wanted.ts'
import type { Output, Screen } from './output.ts'

export interface CompareCommandOptions extends Omit<MeasureFilesOptions, 'measures' | 'missing'>, ComparisonSettings {
  /** A file. */
  readonly baseline: string
  /** Notations, or lists of them. */
  readonly measures: readonly string[]
  readonly failOnRegression: boolean
  readonly format: 'table' | 'json'
  readonly screen: Screen
}

/** What `vitest-retrieval compare` prints. Judged queries that a run lacks count as if it had found nothing. */
export async function compareCommand(options: CompareCommandOptions): Promise<Output> {
  const { test, correction, alpha, seed } = options
  const settings = { test, correction, alpha, seed }
  const measures = measuresWanted(options.measures)
  const measured = await measureFiles({ ...options, runs: [options.baseline, ...options.runs], measures })
  const [baseline, ...runs] = measured
  const report: ComparisonReport = {
    baseline: options.baseline,
    queries: baseline!.queries.length,
    settings,
    comparisons: comparisons(baseline!, runs, { ...settings, measures }),
    warnings: warningsOf(measured),
  }
  const failed = options.failOnRegression && report.comparisons.some(isRegression)
  if (options.format === 'json') return { text: comparisonJson(report), warnings: [], failed }
  return { text: comparisonTable(report, options.screen), warnings: report.warnings, failed }
}
