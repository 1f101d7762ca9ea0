/** The arithmetic mean, summed in the order given; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

/** The mean of each column, summed in the order of the rows, which are equally long; nothing of no rows. */
export function meanOfRows(rows: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(rows[0] ?? [], (_, column) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length)
}
