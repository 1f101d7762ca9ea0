import type { RunRecord } from '../src/experiment/record.ts'
import type { Check, Comparison } from '../src/gate/comparison.ts'
import type { TravellingScores } from '../src/gate/result.ts'
import type { Language } from '../src/retrieval.ts'
import type { Scope } from './configuration.ts'

/** A run's result while its test is going on: matchers add to it. */
export interface OpenRunResult {
  record: RunRecord
  readonly checks: Check[]
  comparison: Comparison | null
  queryScores?: TravellingScores
  /** Languages of the training pairs, which tell parts of one set of pairs apart. */
  trainingLanguages?: readonly Language[]
  /** What a folder of results did for the run; absent where there is none. */
  kept?: KeptState
}

/** Whether a run's result came from the folder of results and, where it is never kept there, why. */
export interface KeptState {
  readonly restored: boolean
  readonly unkept: string | null
}

/** What a test hands to the reporter. Plain finite JSON, so that it survives workers, blobs and `--reporter=json` alike. */
export interface RetrievalMeta {
  /** The test's file, relative to the project, with forward slashes. */
  readonly file: string
  /** Its files are told by the first test of each worker alone. */
  readonly scope: Scope
  readonly runs: OpenRunResult[]
  /** Assertions on runs of tests that had ended before. */
  readonly checks: Check[]
  /** What went wrong beside the test, such as a file that could not be written. */
  readonly problems: string[]
  /** What a reader should know and nothing fails for. */
  readonly notes: string[]
}

declare module 'vitest' {
  interface TaskMeta {
    retrieval?: RetrievalMeta
  }
}
