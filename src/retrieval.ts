/** A language as its data set spells it, usually an ISO 639-1 code: 'en', 'zh'. */
export type Language = string

/** A text that some encoder turns into a vector. The language is known to the data set; most encoders ignore it. */
export interface Text {
  readonly language: Language
  readonly text: string
}

/** What is asked. Translations of one question share a `concept`. */
export interface Query extends Text {
  readonly id: string
  readonly concept: string
}

/** What is searched: a sentence or a passage. Translations of one document may share a `concept`. */
export interface Document extends Text {
  readonly id: string
  readonly concept?: string
}

/** Judgements: query id → document id → grade. 1 or more is relevant, 0 is judged and not relevant, absent is not judged. */
export type Qrels = ReadonlyMap<string, ReadonlyMap<string, number>>

/** What a system returned for one query, best first: score descending, then document id descending by UTF-8 bytes. */
export interface Ranking {
  readonly query: string
  readonly documents: readonly string[]
  /** Score of each document, never ascending. */
  readonly scores: Float64Array
}

/** What a system returned for all queries. */
export type Run = Iterable<Ranking> | AsyncIterable<Ranking>

/** Where a query is searched: its own language, each other language by itself, or one pool of all languages. */
export type Setting = 'monolingual' | 'cross-lingual' | 'multilingual'

export const settings: readonly Setting[] = ['monolingual', 'cross-lingual', 'multilingual']

/** Which side of a pair a text stands on. Encoders may treat the two differently (prompts). */
export type Role = 'query' | 'document'

/** Plain JSON: what a configuration, a record and a baseline are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
