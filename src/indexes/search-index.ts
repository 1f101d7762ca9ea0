import type { UnitRows } from '../matrix.ts'
import type { Observer } from '../progress.ts'
import type { Json, Language } from '../retrieval.ts'

/** What an index knows of a document beside its vector. */
export interface IndexedDocument {
  readonly id: string
  readonly language: Language
}

export interface IndexSearchOptions extends Pick<Observer, 'signal'> {
  /** How many results a query: 1 … the index's `limit`. Where there are fewer documents, all are returned. */
  readonly k: number
  /** Searches the documents of this language alone. @default all of them */
  readonly language?: Language
}

/** What one query found, best first: score descending, then id descending by UTF-8 bytes. */
export interface Hits {
  readonly documents: readonly string[]
  /** Cosine of each, as the exact search rounds it: a score depends on the two vectors alone. */
  readonly scores: Float64Array
}

/**
 * Vectors of documents that can be searched, wherever they are kept. Documents are only added, by one process at a time.
 * An exact index returns the first k of all; an approximate one may miss some, and what it returns has its exact score.
 */
export interface SearchIndex {
  readonly name: string
  readonly kind: 'exact' | 'approximate'
  /** An object of what it was made with: whatever changes its results, where it is approximate. */
  readonly configuration: Json
  /** Length of the vectors. */
  readonly dimensions: number
  /** The largest `k`. */
  readonly limit: number
  /**
   * Adds documents that are not in it yet. What it refuses leaves nothing behind; where it fails half-way, `has` tells
   * which documents arrived.
   *
   * @param vectors row i for `documents[i]`
   * @throws {RangeError} an id that is there already or comes twice, rows that do not fit, are not finite or not of length 1
   */
  add(documents: readonly IndexedDocument[], vectors: UnitRows, observer?: Pick<Observer, 'signal'>): Promise<void>
  /**
   * @returns one list a query, in the order of the rows
   * @throws {RangeError} `k` outside 1 … `limit`, or rows that do not fit, are not finite or not of length 1
   */
  search(queries: UnitRows, options: IndexSearchOptions): Promise<Hits[]>
  /** Whether each of these documents is in it. */
  has(ids: readonly string[], observer?: Pick<Observer, 'signal'>): Promise<boolean[]>
  /** Number of documents, or of those of one language. */
  count(language?: Language): Promise<number>
  /** Lets go of files and connections. What is kept stays; the index itself can no longer be used. */
  close(): Promise<void>
}
