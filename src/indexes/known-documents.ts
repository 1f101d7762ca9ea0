import { type TextIds, textIds } from '../formats/text-ids.ts'
import type { Language } from '../retrieval.ts'
import type { DocumentPool } from '../search/document-pool.ts'
import type { IndexedDocument } from './search-index.ts'

/** Some of an index's documents, as the exact search wants them. */
export interface Part {
  readonly pool: DocumentPool
  /** Rows of the part in the index, ascending; null for all. */
  readonly rows: Int32Array | null
}

/** Ids and languages of an index's documents by row, kept in some 30 bytes each beside the ids' own. */
export interface KnownDocuments {
  readonly count: number
  readonly ids: TextIds
  /** Documents that are new. */
  add(documents: readonly IndexedDocument[]): void
  countOf(language: Language): number
  /** All, or those of one language. */
  part(language?: Language): Part
}

export function knownDocuments(): KnownDocuments {
  const ids = textIds()
  const numbers = new Map<Language, number>()
  const sizes: number[] = []
  let languageOf: Int32Array = new Int32Array(2 ** 10)
  /** Rows by descending id, until a document is added. */
  let descending: Int32Array | undefined
  const sorted = (): Int32Array => {
    descending ??= ids.descending()
    return descending
  }
  const append = ({ id, language }: IndexedDocument): void => {
    const row = ids.count
    ids.add(id)
    if (row === languageOf.length) languageOf = doubled(languageOf)
    const number = numbers.get(language) ?? numbers.size
    numbers.set(language, number)
    sizes[number] = (sizes[number] ?? 0) + 1
    languageOf[row] = number
  }
  const whole = (): Part => ({
    rows: null,
    pool: {
      length: ids.count,
      languages: [...numbers.keys()],
      languageOf: languageOf.subarray(0, ids.count),
      rowOf: (id) => ids.placeOf(id),
      descendingIds: sorted,
    },
  })
  const ofLanguage = (language: Language): Part => {
    const number = numbers.get(language) ?? -1
    const rows = new Int32Array(sizes[number] ?? 0)
    const places = new Int32Array(ids.count).fill(-1)
    let place = 0
    for (let row = 0; row < ids.count; row++) {
      if (languageOf[row] !== number) continue
      places[row] = place
      rows[place++] = row
    }
    return {
      rows,
      pool: {
        length: rows.length,
        languages: [language],
        languageOf: new Int32Array(rows.length),
        rowOf: (id) => places[ids.placeOf(id)] ?? -1,
        descendingIds: () =>
          sorted()
            .map((row) => places[row]!)
            .filter((at) => at >= 0),
      },
    }
  }
  return {
    ids,
    get count() {
      return ids.count
    },
    add(documents) {
      descending = undefined
      for (const document of documents) append(document)
    },
    countOf: (language) => sizes[numbers.get(language) ?? -1] ?? 0,
    part: (language) => (language === undefined ? whole() : ofLanguage(language)),
  }
}

function doubled(values: Int32Array): Int32Array {
  const larger = new Int32Array(2 * values.length)
  larger.set(values)
  return larger
}
