import type { Language, Setting } from '../retrieval.ts'

/**
 * What one query's search gave, as far as measures look at it: where the judged documents stand, and what the pool is
 * made of. Documents that nobody judged only push others down.
 */
export interface Judged {
  /** 1-based ranks of all relevant documents (grade 1 or more), ascending. Infinity for one that a given run left out. */
  readonly ranks: readonly number[]
  /** Grade of each, same order as `ranks`; ≥ 1. */
  readonly grades: readonly number[]
  /** Language of each, same order as `ranks`. */
  readonly languages: readonly Language[]
  /** The documents judged not relevant: ranks ascending, Infinity where not retrieved; grades ≤ 0. */
  readonly notRelevant: { readonly ranks: readonly number[]; readonly grades: readonly number[] }
  /** Documents ranked: the whole pool where the search is exact, what it returned where a run is given. */
  readonly retrieved: number
  /** Documents in the pool, relevant or not; `retrieved` where nothing else is known. */
  readonly pool: number
  /** Language of the query; null where it is not known. */
  readonly queryLanguage: Language | null
  /** Documents of each language in the pool; empty where languages are not known. */
  readonly poolLanguages: ReadonlyMap<Language, number>
  /** Languages of the first results, best first: at least `needs.top` of them, or all that were retrieved. */
  readonly top?: readonly Language[]
  /** Cosines of the query with the documents that are not relevant to it, where a measure needs them. */
  readonly cosines?: NegativeCosines
  /** k → how alike this query and its translations order the first k results of either; −1 … 1. Absent without translations. */
  readonly agreement?: ReadonlyMap<number, number>
}

/** Cosines of one query with the documents not relevant to it. Null where there is none such. */
export interface NegativeCosines {
  readonly sameLanguage: Moments | null
  readonly otherLanguages: Moments | null
}

export interface Moments {
  readonly count: number
  readonly mean: number
  /** Mean squared distance from the mean; ≥ 0. */
  readonly variance: number
}

/** Which side of a bound the truth lies on. */
export type Side = 'at least' | 'at most'

/**
 * How a measure says what a run does not tell. A distance between documents, one of which was not returned, is not known:
 * `score` then gives the best that can still be true, and the truth is at least that (lower is better) or at most.
 */
export interface Bound {
  readonly side: Side
  /** Whether this query's value is such a bound: false where what was returned decides it. */
  readonly where: (judged: Judged) => boolean
}

/** What a measure looks at beside the judged documents' ranks and grades. What costs time is computed only where it is asked for. */
export interface Needs {
  /** Languages of documents or query. */
  readonly languages?: true
  /** Size of the pool, which a run alone does not tell. */
  readonly pool?: true
  /** How many of the first results, judged or not. */
  readonly top?: number
  readonly cosines?: true
  /** Depth to which translations of the query are compared. */
  readonly agreement?: number
}

/** A measure: what it means, apart from where it is applied. A plain object makes one. */
export interface Measure {
  /** Canonical notation: `AP`, `nDCG@10`, `RankDistance`. */
  readonly name: string
  /** One sentence. */
  readonly description: string
  readonly direction: 'higher' | 'lower'
  /** Smallest and largest possible value; Infinity where the pool decides. */
  readonly range: readonly [number, number]
  /** Where it is defined: a citation. */
  readonly source?: string
  /** Value of a query that has nothing relevant, or for which a run returned nothing, unless `bound` says what that is. @default 0 */
  readonly missing?: number
  /** Whether `score` also takes a query that has nothing relevant or got no results, in place of `missing`. @default false */
  readonly scoresEmpty?: boolean
  /** How the values of queries become one. Sums add up over languages too. @default 'mean' */
  readonly aggregate?: 'mean' | 'median' | 'sum'
  /** Settings in which the measure means something; all three when absent. */
  readonly settings?: readonly Setting[]
  /** Least number of languages that a query needs relevant documents in for the measure to mean something; 1 when absent. */
  readonly minimumLanguages?: number
  /**
   * What a value belongs to: a query; or a query and one language of its relevant documents, which `score` is then given
   * alone, at their ranks in the whole pool. @default 'query'
   */
  readonly each?: 'query' | 'document language'
  readonly needs?: Needs
  /** For measures of how far down something stands; those that count what was not returned as not found have none. */
  readonly bound?: Bound
  /** @returns the value for one query with at least one relevant document, in at least `minimumLanguages` languages; finite */
  readonly score: (judged: Judged) => number
}
