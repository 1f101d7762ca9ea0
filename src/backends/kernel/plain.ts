import type { Arithmetic } from './kernel.ts'

// Math.fround after every operation is what makes this equal to the SIMD kernel: V8 compiles it to 32-bit arithmetic,
// and for +, −, ×, ÷ and √ rounding the 64-bit result to 32 bits is the same as computing in 32 bits.
const f = Math.fround

/** The kernel's operations on typed arrays, for processors without SIMD and as the reference for those with it. */
export const plainArithmetic: Arithmetic = {
  multiplyTransposed(out, a, b, m, k, n) {
    product(out, { values: a, step: k, depthStep: 1 }, { values: b, step: k, depthStep: 1 }, m, k, n)
  },
  multiply(out, a, b, m, k, n) {
    product(out, { values: a, step: k, depthStep: 1 }, { values: b, step: 1, depthStep: n }, m, k, n)
  },
  transposedMultiply(out, a, b, m, k, n) {
    product(out, { values: a, step: 1, depthStep: m }, { values: b, step: 1, depthStep: n }, m, k, n)
  },
  meanOfBags(out, table, { ids, starts, count }, columns) {
    for (let i = 0; i < count; i++) {
      const start = starts[i]!
      const end = starts[i + 1]!
      const row = i * columns
      out.fill(0, row, row + columns)
      for (let p = start; p < end; p++) addRow(out, row, table, ids[p]! * columns, columns)
      if (end > start) scaleRow(out, row, f(1 / (end - start)), columns)
    }
  },
  normalizeRows(matrix, lengths, rows, columns) {
    for (let r = 0; r < rows; r++) {
      const row = r * columns
      const root = f(Math.sqrt(dot(matrix, row, matrix, row, columns)))
      // Infinity − Infinity is NaN: a row whose squares overflow must not become a row of zeros.
      const length = root + (root - root)
      lengths[r] = length
      for (let c = row; c < row + columns; c++) matrix[c] = f(matrix[c]! / length)
    }
  },
  normalizeRowsBackward(gradients, { units, lengths }, rows, columns) {
    for (let r = 0; r < rows; r++) {
      const row = r * columns
      const along = dot(gradients, row, units, row, columns)
      const length = lengths[r]!
      for (let c = row; c < row + columns; c++) {
        gradients[c] = f(f(gradients[c]! - f(along * units[c]!)) / length)
      }
    }
  },
  adamRows({ table, moments }, { ids, vectors, bags }, options) {
    const { columns } = options
    const rate = f(options.rate)
    const correction = f(options.correction)
    const epsilon = f(options.epsilon)
    const beta1 = f(options.beta1)
    const beta2 = f(options.beta2)
    const rest1 = f(1 - beta1)
    const rest2 = f(1 - beta2)
    const gradient = new Float32Array(columns)
    for (let r = 0; r < bags.count; r++) {
      gradient.fill(0)
      for (let p = bags.starts[r]!; p < bags.starts[r + 1]!; p++) {
        addRow(gradient, 0, vectors, bags.ids[p]! * columns, columns)
      }
      const at = ids[r]! * columns
      const mean = 2 * at
      const square = mean + columns
      for (let c = 0; c < columns; c++) {
        const g = gradient[c]!
        const m = f(f(beta1 * moments[mean + c]!) + f(rest1 * g))
        const v = f(f(beta2 * moments[square + c]!) + f(rest2 * f(g * g)))
        moments[mean + c] = m
        moments[square + c] = v
        table[at + c] = f(table[at + c]! - f(f(rate * m) / f(f(Math.sqrt(f(v * correction))) + epsilon)))
      }
    }
  },
  countAbove(counts, { values, starts }, thresholds) {
    const pieces = starts.length - 1
    let equal = 0
    thresholds.forEach((threshold, t) => {
      for (let p = 0; p < pieces; p++) {
        let above = 0
        for (let i = starts[p]!; i < starts[p + 1]!; i++) {
          const score = values[i]!
          above += score > threshold ? 1 : 0
          equal += score === threshold ? 1 : 0
        }
        counts[t * pieces + p]! += above
      }
    })
    counts[thresholds.length * pieces]! += equal
  },
}

/** One side of a product: value k of its row (or column) i is values[i * step + k * depthStep]. */
interface Side {
  readonly values: Float32Array
  readonly step: number
  readonly depthStep: number
}

/** out[m × n] = Σₖ left(i, k) · right(j, k), in tiles of 2 × 4 sums: three times as fast as one sum at a time. */
function product(out: Float32Array, left: Side, right: Side, m: number, k: number, n: number): void {
  for (let i = 0; i < m; i += 2) {
    for (let j = 0; j < n; j += 4) tile(out, left, right, { i, j, m, k, n })
  }
}

/** Rows and columns past the edge repeat the last one and are not stored. */
function tile(
  out: Float32Array,
  { values: a, step: aStep, depthStep: aDepth }: Side,
  { values: b, step: bStep, depthStep: bDepth }: Side,
  { i, j, m, k, n }: { i: number; j: number; m: number; k: number; n: number },
): void {
  let a0 = i * aStep
  let a1 = Math.min(i + 1, m - 1) * aStep
  let b0 = j * bStep
  let b1 = Math.min(j + 1, n - 1) * bStep
  let b2 = Math.min(j + 2, n - 1) * bStep
  let b3 = Math.min(j + 3, n - 1) * bStep
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  for (let depth = 0; depth < k; depth++) {
    const x = a[a0]!
    const y = a[a1]!
    const p = b[b0]!
    const q = b[b1]!
    const r = b[b2]!
    const s = b[b3]!
    s00 = f(s00 + f(x * p))
    s01 = f(s01 + f(x * q))
    s02 = f(s02 + f(x * r))
    s03 = f(s03 + f(x * s))
    s10 = f(s10 + f(y * p))
    s11 = f(s11 + f(y * q))
    s12 = f(s12 + f(y * r))
    s13 = f(s13 + f(y * s))
    a0 += aDepth
    a1 += aDepth
    b0 += bDepth
    b1 += bDepth
    b2 += bDepth
    b3 += bDepth
  }
  const columns = Math.min(4, n - j)
  storeUpTo(out, i * n + j, columns, s00, s01, s02, s03)
  if (i + 1 < m) storeUpTo(out, (i + 1) * n + j, columns, s10, s11, s12, s13)
}

function storeUpTo(out: Float32Array, at: number, count: number, s0: number, s1: number, s2: number, s3: number): void {
  out[at] = s0
  if (count > 1) out[at + 1] = s1
  if (count > 2) out[at + 2] = s2
  if (count > 3) out[at + 3] = s3
}

/** Value i is added to sum i mod 4, then (s₀ + s₁) + (s₂ + s₃): the order in which four SIMD lanes add. */
function dot(a: Float32Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  const lane = (first: number): number => {
    let sum = 0
    for (let i = first; i < length; i += 4) sum = f(sum + f(a[aStart + i]! * b[bStart + i]!))
    return sum
  }
  return f(f(lane(0) + lane(1)) + f(lane(2) + lane(3)))
}

/** out row += source row */
function addRow(out: Float32Array, outStart: number, source: Float32Array, start: number, columns: number): void {
  for (let c = 0; c < columns; c++) out[outStart + c] = f(out[outStart + c]! + source[start + c]!)
}

function scaleRow(out: Float32Array, start: number, factor: number, columns: number): void {
  for (let c = start; c < start + columns; c++) out[c] = f(out[c]! * factor)
}
