import type { Document, Language, Qrels, Query } from '../retrieval.ts'
import { datasetVerifier } from './dataset-verifier.ts'

/** What is evaluated on. Made only by `dataset()`, which verifies it. */
export interface Dataset {
  readonly name: string
  /** The source's version as its publisher names it. */
  readonly revision: string
  /** sha-256 of everything that decides a score: languages, ids, texts, concepts, judgements, what is ignored. */
  readonly hash: string
  readonly languages: readonly Language[]
  readonly queries: readonly Query[]
  readonly documents: readonly Document[]
  readonly qrels: Qrels
  /** Absent where every document is ranked for every query. */
  readonly ignored?: Ignored
}

/**
 * Query id → ids of documents that are taken out of what this query searches, as if its pool did not hold them: the
 * document that the query was made from, where queries are drawn from the corpus.
 */
export type Ignored = ReadonlyMap<string, ReadonlySet<string>>

/** Where a loader found an entry, as an error names it: `queries.jsonl:14`. Indices count from 0. */
export interface Where {
  readonly query?: (index: number) => string
  readonly document?: (index: number) => string
  readonly judgement?: (query: string, document: string) => string
}

/**
 * A verified data set: a frozen copy of what is given, with its content hash.
 *
 * Ids are unique on each side (a query and a document may share one). Every judgement joins a known query to a known
 * document with an integer grade ≥ 0; every query has at least one relevant document, none of them ignored; every
 * announced language is used.
 *
 * @param where names the place of an entry in errors; without it they say `queries[13]`
 * @throws {RangeError} a rule is broken: the message says which, where, and what came
 * @throws {TypeError} an id, text or concept is not a string
 */
export function dataset(source: Omit<Dataset, 'hash'>, where: Where = {}): Dataset {
  const verifier = datasetVerifier(source, where)
  const documents = Object.freeze(source.documents.map((document) => verifier.document(document)))
  return Object.freeze({ ...verifier.head, documents, ...verifier.end(source) })
}
