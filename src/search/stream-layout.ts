import type { Language } from '../retrieval.ts'
import type { DocumentPool } from './document-pool.ts'
import { descendingIdOrder } from './id-order.ts'

/** Id and language of each document, as a list or gathered into little memory. */
export type PoolOfStream = readonly { readonly id: string; readonly language: Language }[] | DocumentPool

/**
 * A pool that comes in chunks of `size` documents, with the documents of each language side by side within a chunk. A
 * document's place is its **position**: chunk c holds the positions from c × size.
 */
export interface StreamLayout {
  readonly size: number
  readonly languages: number
  /** Position → row of the pool. */
  readonly rows: Int32Array
  /** Row of the pool → position. */
  readonly positions: Int32Array
  /** Language of each position, 0 … languages − 1. */
  readonly languageOf: Int32Array
  /** Place of each position among equal scores: the lower ranks first. */
  readonly order: Int32Array
}

export function streamLayout(pool: PoolOfStream, size: number): StreamLayout {
  const { languages, languageOf, order } = 'descendingIds' in pool ? gatheredFacts(pool) : listedFacts(pool)
  const rows = new Int32Array(pool.length)
  const positions = new Int32Array(pool.length)
  for (let first = 0; first < rows.length; first += size) {
    const chunk = languageOf.subarray(first, first + size)
    const next = languageStarts(chunk, languages)
    chunk.forEach((language, at) => {
      const position = first + next[language]!++
      rows[position] = first + at
      positions[first + at] = position
    })
  }
  return {
    size,
    languages,
    rows,
    positions,
    languageOf: rows.map((row) => languageOf[row]!),
    order: rows.map((row) => order[row]!),
  }
}

/** The number of languages, and for each row its language and its place among equal scores. */
type Facts = Pick<StreamLayout, 'languages' | 'languageOf' | 'order'>

function listedFacts(pool: readonly { readonly id: string; readonly language: Language }[]): Facts {
  const numbers = new Map<Language, number>()
  for (const { language } of pool) if (!numbers.has(language)) numbers.set(language, numbers.size)
  return {
    languages: numbers.size,
    languageOf: Int32Array.from(pool, ({ language }) => numbers.get(language)!),
    order: descendingIdOrder(pool.map(({ id }) => id)),
  }
}

function gatheredFacts(pool: DocumentPool): Facts {
  const order = new Int32Array(pool.length)
  pool.descendingIds().forEach((row, place) => {
    order[row] = place
  })
  return { languages: pool.languages.length, languageOf: pool.languageOf, order }
}

/** Where each language begins among documents that lie language by language, and where the last ends. */
export function languageStarts(languageOf: Int32Array, languages: number): Int32Array<ArrayBuffer> {
  const starts = new Int32Array(languages + 1)
  for (const language of languageOf) starts[language + 1]!++
  for (let l = 0; l < languages; l++) starts[l + 1]! += starts[l]!
  return starts
}
