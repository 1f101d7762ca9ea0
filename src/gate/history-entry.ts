import type { Setting } from '../retrieval.ts'

/** What one case reached in one run of the suite: a line of the history file. */
export interface HistoryEntry {
  readonly schema: 1
  /** The case, as the baseline names it. */
  readonly key: string
  /** Commit of the project, null outside a git checkout. */
  readonly commit: string | null
  readonly dirty: boolean
  /** ISO 8601. */
  readonly date: string
  /** sha-256 of what decides whether two entries may be compared. */
  readonly dataset: string
  readonly configurationHash: string
  /** Measure → setting → mean over seeds. */
  readonly scores: Readonly<Record<string, Readonly<Partial<Record<Setting, number>>>>>
}
