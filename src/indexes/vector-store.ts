import { matrix, type UnitRows } from '../matrix.ts'
import type { IndexedDocument } from './search-index.ts'

/** Where an index keeps its rows. */
export interface VectorStore {
  append(documents: readonly IndexedDocument[], vectors: UnitRows): Promise<void>
  /** So many rows from the first, or these, ascending. */
  blocks(rows: number | Int32Array): Iterable<UnitRows> | AsyncIterable<UnitRows>
  close(): Promise<void>
}

/** Rows that are copied at a time. */
const blockRows = 4096

/** Rows in memory. */
export function heldVectors(columns: number): VectorStore {
  let data = new Float32Array(columns * 2 ** 10)
  let used = 0
  // They were unit rows when they were added.
  const block = (values: Float32Array): UnitRows => matrix(values.length / columns, columns, values) as UnitRows
  return {
    async append(_, vectors) {
      if (used + vectors.data.length > data.length) {
        const larger = new Float32Array(Math.max(2 * data.length, used + vectors.data.length))
        larger.set(data.subarray(0, used))
        data = larger
      }
      data.set(vectors.data, used)
      used += vectors.data.length
    },
    *blocks(rows) {
      if (typeof rows === 'number') yield block(data.subarray(0, rows * columns))
      else
        for (let from = 0; from < rows.length; from += blockRows)
          yield block(copied(rows.subarray(from, from + blockRows)))
    },
    async close() {
      data = new Float32Array(0)
    },
  }

  function copied(rows: Int32Array): Float32Array {
    const values = new Float32Array(rows.length * columns)
    rows.forEach((row, i) => {
      values.set(data.subarray(row * columns, (row + 1) * columns), i * columns)
    })
    return values
  }
}
