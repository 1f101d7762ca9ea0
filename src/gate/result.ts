import type { RunRecord } from '../experiment/record.ts'
import type { Check, Comparison } from './comparison.ts'
import type { PackedScores } from './query-scores-bytes.ts'

/** Per-query scores on their way from the test to the baseline. */
export interface TravellingScores extends Omit<PackedScores, 'bytes'> {
  readonly base64: string
}

/** One run and everything that was said of it. Plain JSON: it travels from the worker to the gate. */
export interface RunResult {
  readonly record: RunRecord
  readonly checks: readonly Check[]
  /** Null where the run was never matched with the baseline. */
  readonly comparison: Comparison | null
  /** What is written beside the baseline if the run enters it; absent where it will not. */
  readonly queryScores?: TravellingScores
}

/** One test of the suite as it ended, and the runs it made. */
export interface CaseResult {
  /** Relative to the project, with forward slashes. */
  readonly file: string
  /** Test names joined by ` > `. */
  readonly test: string
  /** `pending`: the run ended before the test did. */
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
  /** What the test said when it skipped itself at run time; null where it did not, or was skipped by its declaration. */
  readonly note: string | null
  readonly errors: readonly string[]
  /** Declared with `test.fails`: its assertions are meant not to hold. */
  readonly expectedToFail: boolean
  readonly runs: readonly RunResult[]
  /** Assertions on runs of other tests. */
  readonly checks: readonly Check[]
}

/** How a key begins that belongs to this case. */
export function caseKey({ file, test }: Pick<CaseResult, 'file' | 'test'>): string {
  return `${file} > ${test}`
}

/** Whether a key names this case, or one of several runs of it. */
export function keyBelongsTo(key: string, result: Pick<CaseResult, 'file' | 'test'>): boolean {
  const own = caseKey(result)
  return key === own || key.startsWith(`${own} > `)
}
