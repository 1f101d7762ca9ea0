import { createKernel } from '../backends/kernel/create-kernel.ts'
import type { Kernel } from '../backends/kernel/kernel.ts'
import { dot, row, type UnitRows } from '../matrix.ts'
import type { Moments } from '../metrics/measure.ts'
import type { DocumentVectors } from './document-vectors.ts'

/** Vectors as a cloud of points. */
export interface Cloud {
  readonly count: number
  readonly mean: Float64Array
  /** Σ (x − mean)(x − mean)ᵀ over the points, d × d. */
  readonly scatter: Float64Array
}

/** Rows multiplied at a time. Sums of 256 products lose little in 32 bits; longer ones are summed in 64. */
const block = 256

/** The arithmetic of clouds, in a kernel with just the memory for it. */
export interface Clouds {
  /** The cloud of some documents. Their vectors are looked at twice. */
  of(vectors: DocumentVectors, rows: Int32Array): Promise<Cloud>
  /** The moments of the points' cosines with each of the queries that `rows` lists. */
  cosines(cloud: Cloud, queries: UnitRows, rows: readonly number[]): Moments[]
}

export function cloudsOf(columns: number, prefer?: Kernel['name']): Clouds {
  const bytes = 4 * (2 * block * columns + columns * columns) + 48
  const kernel = createKernel({ bytes, ...(prefer && { prefer }) })
  const left = kernel.floats(block * columns)
  const products = kernel.floats(block * columns)
  const square = kernel.floats(columns * columns)
  return {
    async of(vectors, rows) {
      const mean = await meanOf(vectors, rows)
      const scatter = new Float64Array(columns * columns)
      for (let from = 0; from < rows.length; from += block) {
        const some = rows.subarray(from, from + block)
        const { data } = await vectors.pick(some)
        for (let at = 0; at < data.length; at++) left[at] = data[at]! - mean[at % columns]!
        kernel.transposedMultiply(square, left, left, columns, some.length, columns)
        for (let i = 0; i < scatter.length; i++) scatter[i]! += square[i]!
      }
      return { count: rows.length, mean, scatter }
    },
    cosines({ count, mean, scatter }, queries, rows) {
      for (let i = 0; i < square.length; i++) square[i] = scatter[i]! / count
      return blocksOf(rows).flatMap((some) => {
        some.forEach((from, i) => {
          left.set(row(queries, from), i * columns)
        })
        kernel.multiply(products, left, square, some.length, columns, columns)
        return some.map((from, i) => {
          const query = row(queries, from)
          const variance = dot(query, products.subarray(i * columns, (i + 1) * columns))
          return { count, mean: dot(query, mean), variance: Math.max(0, variance) }
        })
      })
    },
  }
}

/** Sums of points and of their squares x xᵀ: what clouds are joined and parted by. */
export interface Sums {
  readonly count: number
  readonly sum: Float64Array
  readonly squares: Float64Array
}

export function sumsOf({ count, mean, scatter }: Cloud): Sums {
  const { length } = mean
  return {
    count,
    sum: mean.map((value) => value * count),
    squares: scatter.map((value, i) => value + count * mean[Math.floor(i / length)]! * mean[i % length]!),
  }
}

export function joined(a: Sums | null, b: Sums): Sums {
  if (!a) return b
  return {
    count: a.count + b.count,
    sum: a.sum.map((value, i) => value + b.sum[i]!),
    squares: a.squares.map((value, i) => value + b.squares[i]!),
  }
}

/** The cloud that is left of all points without some of them; null if none is. */
export function rest(all: Sums, some: Sums): Cloud | null {
  const count = all.count - some.count
  if (count === 0) return null
  const mean = all.sum.map((value, i) => (value - some.sum[i]!) / count)
  const { length } = mean
  const scatter = all.squares.map(
    (value, i) => value - some.squares[i]! - count * mean[Math.floor(i / length)]! * mean[i % length]!,
  )
  return { count, mean, scatter }
}

async function meanOf(vectors: DocumentVectors, rows: Int32Array): Promise<Float64Array> {
  const mean = new Float64Array(vectors.columns)
  for (let from = 0; from < rows.length; from += block) {
    const { data } = await vectors.pick(rows.subarray(from, from + block))
    for (let at = 0; at < data.length; at++) mean[at % mean.length]! += data[at]!
  }
  return mean.map((sum) => sum / rows.length)
}

function blocksOf(rows: readonly number[]): (readonly number[])[] {
  return Array.from({ length: Math.ceil(rows.length / block) }, (_, i) => rows.slice(i * block, (i + 1) * block))
}
