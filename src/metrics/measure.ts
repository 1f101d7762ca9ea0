import type { Language, Setting } from '../retrieval.ts'

/**
 * Where one query's relevant documents stand in one pool.
 * Every measure of this package is a function of it: what is not relevant moves these ranks and nothing else.
 */
export interface Judged {
  /** 1-based ranks of all relevant documents, ascending. Exact where the whole pool is ranked; Infinity for one that a given run left out. */
  readonly ranks: readonly number[]
  /** Grade of each, same order as `ranks`; ≥ 1. */
  readonly grades: readonly number[]
  /** Language of each, same order as `ranks`. */
  readonly languages: readonly Language[]
  /** Documents in the pool, relevant or not. */
  readonly pool: number
}

/** A measure: what it means, apart from where it is applied. */
export interface Measure {
  /** Canonical notation: `AP`, `nDCG@10`, `RankDistance`. */
  readonly name: string
  /** One sentence. */
  readonly description: string
  readonly direction: 'higher' | 'lower'
  /** Smallest and largest possible value; Infinity where the pool decides. */
  readonly range: readonly [number, number]
  /** Settings in which the measure means something; all three when absent. */
  readonly settings?: readonly Setting[]
  /** Least number of languages that a query needs relevant documents in for the measure to mean something; 1 when absent. */
  readonly minimumLanguages?: number
  /** @returns the value for one query with at least one relevant document, in at least `minimumLanguages` languages; finite */
  readonly score: (judged: Judged) => number
}
