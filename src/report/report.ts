import type { RunRecord } from '../experiment/record.ts'
import type { Check, Comparison, Verdict } from '../gate/comparison.ts'
import type { Outcome } from '../gate/outcome.ts'

/** One run of one case with everything that was said of it. */
export interface ReportCase {
  /** Relative to the project: `benchmarks/retrieval/samplers.bench.ts`. */
  readonly file: string
  /** Test names joined by ` > `. */
  readonly test: string
  readonly verdict: Verdict
  /** Why it was skipped; null where it was not. */
  readonly note: string | null
  readonly errors: readonly string[]
  readonly checks: readonly Check[]
  /** Null where the case left no result: it failed before, was skipped, or is missing. */
  readonly run: RunRecord | null
  readonly comparison: Comparison | null
}

/** Everything the report shows, as `reports/report.json` holds it. Plain JSON. */
export interface Report {
  readonly schema: 1
  readonly verdict: 'passed' | 'failed'
  /** What the verdict comes from. Absent from reports of older versions. */
  readonly outcome?: Outcome
  /** Why the whole failed beyond single cases: no case ran, a shard is missing, the baseline is corrupt. */
  readonly problems: readonly string[]
  readonly cases: readonly ReportCase[]
  readonly environment: {
    readonly package: string
    readonly vitest: string
    readonly node: string
    readonly platform: string
    /** The command line as typed, without paths of the machine. */
    readonly command: string
    /** Commit of the project, null outside a git checkout; `dirty` when the working tree had changes. */
    readonly commit: string | null
    readonly dirty: boolean
    /** ISO 8601. */
    readonly date: string
  }
}
