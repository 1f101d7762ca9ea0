/** A row-major matrix of 32-bit floats: row r occupies `data[r * columns … (r + 1) * columns - 1]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float32Array
}

declare const unit: unique symbol

/** A matrix whose rows have Euclidean length 1, so that a product of two rows is their cosine. Only `unitRows` makes one. */
export type UnitRows = Matrix & { readonly [unit]: true }

/** A matrix over `data`, or of zeros. */
export function matrix(rows: number, columns: number, data: Float32Array = new Float32Array(rows * columns)): Matrix {
  if (data.length !== rows * columns) {
    throw new RangeError(`matrix: ${rows} × ${columns} needs ${rows * columns} values; got ${data.length}.`)
  }
  return { rows, columns, data }
}

/** One row as a view: writing to it writes to the matrix. */
export function row(of: Matrix, index: number): Float32Array {
  return of.data.subarray(index * of.columns, (index + 1) * of.columns)
}

/**
 * The same matrix, known to have unit rows.
 *
 * @param from names the producer in the error, for example an encoder
 * @throws {RangeError} a value is not finite, or a row's length differs from 1 by more than 1e-3; the row is named
 */
export function unitRows(of: Matrix, from = 'unitRows'): UnitRows {
  for (let r = 0; r < of.rows; r++) {
    let square = 0
    for (const value of row(of, r)) square += value * value
    if (!(Math.abs(Math.sqrt(square) - 1) <= 1e-3)) {
      const found = Number.isFinite(square) ? `length ${Math.sqrt(square)}` : 'a value that is not finite'
      throw new RangeError(`${from}: every row must be finite and of length 1; row ${r} of ${of.rows} has ${found}.`)
    }
  }
  return of as UnitRows
}

/** Σ aᵢbᵢ in 64 bits, added in order. */
export function dot(a: Float32Array, b: Float32Array | Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
