import { type Matrix, row, type UnitRows } from '../matrix.ts'

/** The vectors of a pool's documents, wherever they are kept. */
export interface DocumentVectors {
  readonly rows: number
  readonly columns: number
  /** Copies of some rows, one after another. */
  pick(rows: ArrayLike<number>): Promise<Matrix>
}

export function heldVectors(vectors: UnitRows): DocumentVectors {
  const { columns } = vectors
  return {
    rows: vectors.rows,
    columns,
    async pick(rows) {
      const data = new Float32Array(rows.length * columns)
      for (let i = 0; i < rows.length; i++) data.set(row(vectors, rows[i]!), i * columns)
      return { rows: rows.length, columns, data }
    },
  }
}
