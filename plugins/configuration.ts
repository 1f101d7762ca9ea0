import type { Tolerances } from '../src/gate/tolerance.ts'

/** How far a run of the suite reaches. */
export interface Scope {
  /** Null where the run is not one of several shards. */
  readonly shard: { readonly index: number; readonly count: number } | null
  /** A filter of files, names, tags or projects leaves some cases out. */
  readonly narrowed: boolean
  /** All bench files of which this shard ran some, relative to the project; absent where the run is no shard. */
  readonly files?: readonly string[]
}

/** What the plugin tells every worker. Only values that can be cloned between processes. */
export interface RetrievalConfiguration {
  /** The project's folder, to which keys and printed paths are relative. */
  readonly root: string
  /** The baseline file, as an absolute path. */
  readonly baseline: string
  /** The report's folder, as an absolute path. */
  readonly report: string
  /** The file of past runs, as an absolute path; null where none is kept. */
  readonly history: string | null
  readonly tolerance: Tolerances
  /** Vitest's own modes: `all` under `-u`, `none` where `CI` is set, else `new`. */
  readonly update: 'all' | 'new' | 'none'
  /** Where workers append lines of progress. */
  readonly progress: string
  /** Whether this is `vitest bench`: only there is a run reported and gated. */
  readonly bench: boolean
  /** Whether TREC runs and judgements are written too. */
  readonly trec: boolean
  /** The folder where results outlive a crash, as an absolute path; null where none is kept. */
  readonly results: string | null
}

declare module 'vitest' {
  interface ProvidedContext {
    retrieval: RetrievalConfiguration
    retrievalScope: Scope
  }
}
