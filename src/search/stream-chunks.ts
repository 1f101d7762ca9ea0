import type { Matrix, UnitRows } from '../matrix.ts'
import type { StreamLayout } from './stream-layout.ts'

/** Documents that come in blocks. */
export interface StreamedDocuments {
  readonly columns: number
  /** All documents in the pool's order, in blocks of any size. Called twice, and must give the same each time. */
  blocks(): Iterable<UnitRows> | AsyncIterable<UnitRows>
}

/** Documents `first` … `first + documents − 1` by position, the first rows of the target. */
export interface Chunk {
  readonly first: number
  readonly documents: number
}

/**
 * Fills the target with one chunk after another, each document at its position. What is left of the last is zeros, so
 * that all chunks have one shape: engines may round by shape.
 *
 * @throws {RangeError} the blocks do not add up to the pool, or have other dimensions
 */
export async function* chunksOf(
  documents: StreamedDocuments,
  { size, positions }: StreamLayout,
  { columns, data }: Matrix,
): AsyncGenerator<Chunk> {
  let row = 0
  for await (const block of documents.blocks()) {
    if (block.columns !== columns || row + block.rows > positions.length) {
      const got = `rows up to ${row + block.rows} of ${block.columns} dimensions`
      throw new RangeError(
        `streamedRanks: blocks must add up to the pool's ${positions.length} documents of ${columns} dimensions; got ${got}.`,
      )
    }
    for (let r = 0; r < block.rows; r++, row++) {
      data.set(block.data.subarray(r * columns, (r + 1) * columns), (positions[row]! % size) * columns)
      if ((row + 1) % size === 0) yield { first: row + 1 - size, documents: size }
    }
  }
  if (row < positions.length) {
    throw new RangeError(`streamedRanks: blocks must add up to the pool's ${positions.length} documents; got ${row}.`)
  }
  const rest = row % size
  data.fill(0, rest * columns)
  if (rest > 0) yield { first: row - rest, documents: rest }
}
