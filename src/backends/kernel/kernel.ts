/**
 * The arithmetic that training and exact search spend their time in, on 32-bit floats and row-major matrices.
 *
 * A kernel owns an arena of memory. Its operations take only arrays that the same kernel's `floats` and `integers`
 * gave out, whole or as subarrays; the SIMD kernel passes their byte offsets to WebAssembly without copying.
 * Both kernels round in the same order, so they agree bit for bit. Inputs and `out` must not overlap.
 *
 * Every operation throws a TypeError for an array of another arena and a RangeError for one shorter than its shape.
 */
export interface Kernel extends Arithmetic {
  readonly name: 'simd' | 'plain'
  /** Zeros, from the arena. @throws {RangeError} the arena is full: says how many bytes were asked for and are left */
  floats(length: number): Float32Array
  /** Zeros, from the arena. */
  integers(length: number): Int32Array
}

/** The operations alone: what an implementation provides. */
export interface Arithmetic {
  /** out[m × n] = a[m × k] · b[n × k]ᵀ, each element summed over k in ascending order. */
  multiplyTransposed(out: Float32Array, a: Float32Array, b: Float32Array, m: number, k: number, n: number): void
  /** out[m × n] = a[m × k] · b[k × n], each element summed over k in ascending order. */
  multiply(out: Float32Array, a: Float32Array, b: Float32Array, m: number, k: number, n: number): void
  /** out[m × n] = a[k × m]ᵀ · b[k × n], each element summed over k in ascending order. */
  transposedMultiply(out: Float32Array, a: Float32Array, b: Float32Array, m: number, k: number, n: number): void
  /** out row i = mean of the table's rows that bag i lists. An empty bag gives zeros. */
  meanOfBags(out: Float32Array, table: Float32Array, bags: Bags, columns: number): void
  /** Divides each row by its length, in place, and keeps the lengths. A row of zeros, or too long for 32 bits, becomes NaN. */
  normalizeRows(matrix: Float32Array, lengths: Float32Array, rows: number, columns: number): void
  /** Gradient of `normalizeRows`, in place: g ← (g − (g·u) u) ÷ length, for unit rows u and the lengths kept there. */
  normalizeRowsBackward(gradients: Float32Array, units: UnitsWithLengths, rows: number, columns: number): void
  /** One Adam step on the table's rows that have a gradient, each of which must be listed once. */
  adamRows(state: AdamState, gradients: RowGradients, options: AdamStep): void
  /**
   * Counts, for each threshold, the scores of each piece that are above it, and adds them to `counts`, thresholds ×
   * pieces; adds to the value behind those how many pairs of a score and a threshold are exactly equal.
   */
  countAbove(counts: Int32Array, scores: Pieces, thresholds: Float32Array): void
}

/** Scores in pieces that adjoin: piece p is values[starts[p] … starts[p + 1] − 1]. */
export interface Pieces {
  readonly values: Float32Array
  /** Ascending positions in `values`, one more than there are pieces. */
  readonly starts: Int32Array
}

/** Lists of row numbers, one after another: bag i is ids[starts[i] … starts[i + 1] − 1]. */
export interface Bags {
  /** Row numbers of the table; not checked against its height. */
  readonly ids: Int32Array
  /** count + 1 positions in `ids`, ascending. */
  readonly starts: Int32Array
  readonly count: number
}

/**
 * A gradient for a table that is zero but for some rows: table row ids[r] has the sum of the vectors that bag r lists,
 * added in that order to 0.
 *
 * Most rows of a batch occur in one text, whose gradient they share with its other rows: a gradient of its own for each
 * row would be written and read back, many times the batch's vectors in size, to be used once.
 */
export interface RowGradients {
  /** Row numbers of the table, each once. */
  readonly ids: Int32Array
  /** Rows of as many values as the table's have. */
  readonly vectors: Float32Array
  /** A bag for each of `ids`, of row numbers of `vectors`. */
  readonly bags: Bags
}

export interface UnitsWithLengths {
  readonly units: Float32Array
  readonly lengths: Float32Array
}

/** Both moments of a row lie side by side: rows are far apart in memory, and going there costs more than the arithmetic. */
export interface AdamState {
  readonly table: Float32Array
  /** Row r: the mean of table row r's gradients, then the mean of their squares; 2 × columns values. */
  readonly moments: Float32Array
}

/** mean ← β₁ mean + (1 − β₁) g; square ← β₂ square + (1 − β₂) g²; table ← table − rate · mean ÷ (√(square · correction) + ε) */
export interface AdamStep {
  readonly columns: number
  /** Learning rate ÷ (1 − β₁ᵗ). */
  readonly rate: number
  /** 1 ÷ (1 − β₂ᵗ). */
  readonly correction: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}
