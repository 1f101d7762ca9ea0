import type { Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './backend.ts'

/** Rows looked up, the vocabulary, the depth of the product (above 48, where a kernel of wasm's changes its way) and its columns. */
const rows = 6
const vocabulary = 5
const depth = 52
const columns = 7

/** With a repeat, so that a gradient adds up. */
const ids = Int32Array.of(3, 0, 3, 4, 1, 3)
const epsilon = 1e-5
/** In 32 bits sums of 52 products differ by some 1e-6 of the largest; factors rounded to 10 bits by 1e-3. */
const tolerance = 1e-4

/**
 * Looks rows up, multiplies them by a transposed matrix and normalises each, as a transformer does, and compares the
 * value and all gradients with those of plain loops in 64 bits.
 *
 * @throws {Error} says what differs and by how much
 */
export async function probe(tf: TensorFlow): Promise<void> {
  const table = wave(vocabulary * depth, 0.7)
  const weights = wave(columns * depth, 1.3)
  const [value, byTable, byWeights] = await computed(tf, table, weights)
  const at = (t: Float64Array, w: Float64Array): number => plainValue(t, w)
  agree('a product of looked-up rows', value!, Float64Array.of(at(table, weights)))
  agree(
    'the gradient of a look-up',
    byTable!,
    slopes(table, (t) => at(t, weights)),
  )
  agree(
    'the gradient of a transposed product',
    byWeights!,
    slopes(weights, (w) => at(table, w)),
  )
}

/** Numbers that float32 holds exactly, so that both sides start from the same ones. */
function wave(length: number, step: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.fround(Math.sin(1 + i * step)))
}

const factors = wave(rows * columns, 2.1)

async function computed(tf: TensorFlow, table: Float64Array, weights: Float64Array): Promise<ArrayLike<number>[]> {
  const tensors = tf.tidy(() => {
    const inputs = [
      tf.tensor2d(Float32Array.from(table), [vocabulary, depth]),
      tf.tensor2d(Float32Array.from(weights), [columns, depth]),
    ]
    const { value, grads } = tf.valueAndGrads((t, w) => composition(tf, t!, w!))(inputs)
    return [value, ...grads]
  })
  try {
    return await Promise.all(tensors.map((tensor) => tensor.data()))
  } finally {
    tf.dispose(tensors)
  }
}

function composition(tf: TensorFlow, table: Tensor, weights: Tensor): Tensor {
  const products = tf.matMul(tf.gather(table, tf.tensor1d(ids, 'int32')), weights, false, true)
  const centred = tf.sub(products, tf.mean(products, -1, true))
  const spread = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon))
  return tf.sum(tf.mul(tf.mul(centred, spread), tf.tensor2d(Float32Array.from(factors), [rows, columns])))
}

function plainValue(table: Float64Array, weights: Float64Array): number {
  let sum = 0
  ids.forEach((id, r) => {
    const row = Array.from({ length: columns }, (_, c) => dot(table, id * depth, weights, c * depth))
    const mean = row.reduce((total, x) => total + x, 0) / columns
    const variance = row.reduce((total, x) => total + (x - mean) ** 2, 0) / columns
    row.forEach((x, c) => {
      sum += (factors[r * columns + c]! * (x - mean)) / Math.sqrt(variance + epsilon)
    })
  })
  return sum
}

function dot(a: Float64Array, from: number, b: Float64Array, at: number): number {
  let sum = 0
  for (let k = 0; k < depth; k++) sum += a[from + k]! * b[at + k]!
  return sum
}

/** Central differences; their error of 1e-8 is far below the tolerance. */
function slopes(point: Float64Array, value: (point: Float64Array) => number): Float64Array {
  const step = 1e-5
  return point.map((x, i) => {
    const above = value(point.with(i, x + step))
    return (above - value(point.with(i, x - step))) / (2 * step)
  })
}

function agree(what: string, got: ArrayLike<number>, wanted: Float64Array): void {
  const scale = wanted.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0)
  // Math.max keeps a NaN.
  const worst = wanted.reduce((most, x, i) => Math.max(most, Math.abs(got[i]! - x) / scale), 0)
  if (got.length !== wanted.length || !(worst <= tolerance)) {
    throw new Error(`${what} is off by ${worst.toExponential(1)} of its largest value, where ${tolerance} is allowed`)
  }
}
