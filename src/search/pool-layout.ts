import type { Language } from '../retrieval.ts'
import { languageStarts, streamLayout } from './stream-layout.ts'

/** A pool with the documents of each language side by side. A document's place in it is its **position**. */
export interface PoolLayout {
  /** Position → row of the pool. */
  readonly rows: Int32Array
  /** Row of the pool → position. */
  readonly positions: Int32Array
  /** Positions at which the languages begin, and the number of documents. */
  readonly starts: Int32Array
  /** Language of each position, 0 … languages − 1. */
  readonly languageOf: Int32Array
  /** Place of each position among equal scores: the lower ranks first. */
  readonly order: Int32Array
}

/** The layout of a stream whose only chunk is the pool. */
export function poolLayout(pool: readonly { readonly id: string; readonly language: Language }[]): PoolLayout {
  const { rows, positions, languages, languageOf, order } = streamLayout(pool, Math.max(1, pool.length))
  return { rows, positions, starts: languageStarts(languageOf, languages), languageOf, order }
}
