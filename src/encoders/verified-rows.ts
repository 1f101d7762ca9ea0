import { dot } from '../matrix.ts'

/** Rows of a result, with the shape they must have. */
export interface Rows {
  readonly caller: string
  readonly rows: number
  readonly columns: number
}

/**
 * The same rows, known to be unit vectors.
 *
 * @throws {RangeError} a row is not, as where a model's vector of a text is zero or not finite; it is named
 */
export function verifiedRows(data: Float32Array, { caller, rows, columns }: Rows): Float32Array {
  if (data.length !== rows * columns) {
    throw new RangeError(
      `${caller}: the model must give ${rows} vectors of ${columns}; got ${data.length} values. Fetch its files again.`,
    )
  }
  for (let row = 0; row < rows; row++) {
    const values = data.subarray(row * columns, (row + 1) * columns)
    const length = Math.sqrt(dot(values, values))
    if (Math.abs(length - 1) <= 1e-3) continue
    const got = Number.isFinite(length) ? 'a zero vector' : 'values that are not finite'
    throw new RangeError(
      `${caller}: every text must have a vector that can be made a unit vector; got ${got} for text ${row} of the batch. Look into the model's weights.`,
    )
  }
  return data
}
