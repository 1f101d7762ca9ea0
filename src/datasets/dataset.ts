import type { Document, Language, Qrels, Query } from '../retrieval.ts'

/** What is evaluated on. Made only by `dataset()` (dataset.ts), which verifies it. */
export interface Dataset {
  readonly name: string
  /** The source's version as its publisher names it. */
  readonly revision: string
  /** sha-256 of everything that decides a score: languages, ids, texts, concepts, judgements. */
  readonly hash: string
  readonly languages: readonly Language[]
  readonly queries: readonly Query[]
  readonly documents: readonly Document[]
  readonly qrels: Qrels
}
