import { type MeasureFilesOptions, measureFiles, warningsOf } from './measured-files.ts'
import { measuredJson } from './measured-json.ts'
import { measuredTable } from './measured-table.ts'
import { measuredTrec } from './measured-trec.ts'
import { measuresWanted } from './measures-wanted.ts'
import type { Output, Screen } from './output.ts'

export interface MeasureCommandOptions extends Omit<MeasureFilesOptions, 'measures'> {
  /** Notations, or lists of them. */
  readonly measures: readonly string[]
  readonly perQuery: boolean
  readonly format: 'table' | 'json' | 'trec'
  readonly screen: Screen
}

/** What `vitest-retrieval measure` prints. */
export async function measureCommand(options: MeasureCommandOptions): Promise<Output> {
  const measures = measuresWanted(options.measures, { bounds: true })
  const measured = await measureFiles({ ...options, measures })
  if (options.format === 'json') return { text: measuredJson(measured, options), warnings: [], failed: false }
  const text = { table: measuredTable, trec: measuredTrec }[options.format](measured, { ...options, measures })
  return { text, warnings: warningsOf(measured), failed: false }
}
