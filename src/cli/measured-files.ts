import { type MeasuredRun, type MeasureRunOptions, measureRun } from '../evaluation/measure-run.ts'
import { readQrels } from '../formats/trec-qrels.ts'
import type { Progress } from '../progress.ts'
import { sameFileWarnings } from './same-file.ts'

export interface MeasuredFile extends MeasuredRun {
  readonly run: string
}

export interface MeasureFilesOptions extends Pick<MeasureRunOptions, 'precision' | 'missing'> {
  /** A file. */
  readonly qrels: string
  /** Files. */
  readonly runs: readonly string[]
  readonly measures: NonNullable<MeasureRunOptions['measures']>
  readonly onProgress?: (run: string, progress: Progress) => void
}

/** One run after the other, so that memory does not grow with their number; the qrels are read once. */
export async function measureFiles({ runs, onProgress, ...options }: MeasureFilesOptions): Promise<MeasuredFile[]> {
  const qrels = await readQrels(options.qrels)
  const measured: MeasuredFile[] = []
  for (const run of runs) {
    const observer = onProgress && { onProgress: (progress: Progress) => onProgress(run, progress) }
    measured.push({ run, ...(await measureRun({ ...options, run, qrels, ...observer })) })
  }
  return measured
}

/** The warnings of all runs, each with its file. */
export function warningsOf(measured: readonly MeasuredFile[]): string[] {
  const own = measured.flatMap(({ run, warnings }) => warnings.map((warning) => `${run}: ${warning}`))
  return [...sameFileWarnings(measured.map(({ run }) => run)), ...new Set(own)]
}
