import type { Language } from '../retrieval.ts'
import { descendingIdOrder } from './id-order.ts'

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

export function poolLayout(pool: readonly { readonly id: string; readonly language: Language }[]): PoolLayout {
  const groups = [...Map.groupBy(pool.keys(), (row) => pool[row]!.language).values()]
  const rows = Int32Array.from(groups.flat())
  const positions = new Int32Array(pool.length)
  rows.forEach((row, position) => {
    positions[row] = position
  })
  const starts = new Int32Array(groups.length + 1)
  const languageOf = new Int32Array(pool.length)
  groups.forEach((group, language) => {
    starts[language + 1] = starts[language]! + group.length
    languageOf.fill(language, starts[language], starts[language + 1])
  })
  const order = descendingIdOrder(pool.map(({ id }) => id))
  return { rows, positions, starts, languageOf, order: rows.map((row) => order[row]!) }
}
