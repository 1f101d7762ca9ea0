import { textIds } from '../formats/text-ids.ts'
import type { Language } from '../retrieval.ts'

/** Id and language of every document of a pool, kept in some 30 bytes each whatever their number. A row is a document's place. */
export interface DocumentPool {
  readonly length: number
  /** Each once, as they first come. */
  readonly languages: readonly Language[]
  /** Of each row, its language's place in `languages`. */
  readonly languageOf: Int32Array
  /** @returns the row of the document, or −1 where it is not there */
  rowOf(id: string): number
  /** Rows by id descending by UTF-8 bytes: trec_eval's order of documents of equal score. */
  descendingIds(): Int32Array
}

/** Gathers a pool from one document after another. */
export interface PoolGathering {
  /** @throws {RangeError} the id was there before */
  add(document: { readonly id: string; readonly language: Language }): void
  pool(): DocumentPool
}

export function poolGathering(): PoolGathering {
  const ids = textIds()
  const numbers = new Map<Language, number>()
  let languageOf = new Int32Array(2 ** 10)
  return {
    add({ id, language }) {
      const row = ids.count
      if (ids.add(id) < row) {
        throw new RangeError(`documentPool: document ids must be unique; got ${JSON.stringify(id)} again.`)
      }
      if (row === languageOf.length) {
        const larger = new Int32Array(2 * row)
        larger.set(languageOf)
        languageOf = larger
      }
      const number = numbers.get(language) ?? numbers.size
      if (number === numbers.size) numbers.set(language, number)
      languageOf[row] = number
    },
    pool: () => ({
      length: ids.count,
      languages: [...numbers.keys()],
      languageOf: languageOf.subarray(0, ids.count),
      rowOf: (id) => ids.placeOf(id),
      descendingIds: () => ids.descending(),
    }),
  }
}

/** The pool of documents that are at hand. */
export function documentPool(documents: Iterable<{ readonly id: string; readonly language: Language }>): DocumentPool {
  const gathering = poolGathering()
  for (const document of documents) gathering.add(document)
  return gathering.pool()
}

export function languageAt({ languages, languageOf }: DocumentPool, row: number): Language {
  return languages[languageOf[row]!]!
}

/** Number of documents of each language. */
export function languageSizes({ languages, languageOf }: DocumentPool): ReadonlyMap<Language, number> {
  const sizes = new Int32Array(languages.length)
  for (const number of languageOf) sizes[number]!++
  return new Map(languages.map((language, number) => [language, sizes[number]!]))
}

/** Rows of each language, ascending. */
export function rowsByLanguage(pool: DocumentPool): ReadonlyMap<Language, Int32Array> {
  const rows = new Map(Array.from(languageSizes(pool), ([language, size]) => [language, new Int32Array(size)]))
  const lists = [...rows.values()]
  const next = new Int32Array(lists.length)
  pool.languageOf.forEach((number, row) => {
    lists[number]![next[number]!++] = row
  })
  return rows
}
