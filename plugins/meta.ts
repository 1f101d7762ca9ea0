import type { RunRecord } from '../src/experiment/record.ts'
import type { Check, Comparison } from '../src/gate/comparison.ts'
import type { TravellingScores } from '../src/gate/result.ts'
import type { Scope } from './configuration.ts'

/** A run's result while its test is going on: matchers add to it. */
export interface OpenRunResult {
  record: RunRecord
  readonly checks: Check[]
  comparison: Comparison | null
  queryScores?: TravellingScores
}

/** What a test hands to the reporter. Plain finite JSON, so that it survives workers, blobs and `--reporter=json` alike. */
export interface RetrievalMeta {
  /** The test's file, relative to the project, with forward slashes. */
  readonly file: string
  readonly scope: Scope
  readonly runs: OpenRunResult[]
  /** Assertions on runs of tests that had ended before. */
  readonly checks: Check[]
  /** What went wrong beside the test, such as a file that could not be written. */
  readonly problems: string[]
}

declare module 'vitest' {
  interface TaskMeta {
    retrieval?: RetrievalMeta
  }
}
