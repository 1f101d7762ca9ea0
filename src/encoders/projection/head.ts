import type { Kernel } from '../../backends/kernel/kernel.ts'
import { drawNormal, seeded } from '../../random.ts'

/** What stands on top of a frozen encoder. Each starts as the identity, so that training starts from the encoder as it is. */
export type HeadShape =
  /** x W, with W square. */
  | { readonly kind: 'linear' }
  /** x + x A B, with `inner` columns of A. */
  | { readonly kind: 'low-rank'; readonly inner: number }
  /** x + gelu(x A + b) B, with `inner` columns of A. */
  | { readonly kind: 'two-layer'; readonly inner: number }

/** The parameters of a head: one table, as wide as a vector. */
export function headRows(shape: HeadShape, dimensions: number): number {
  if (shape.kind === 'linear') return dimensions
  return 2 * shape.inner + biasRows(shape, dimensions)
}

function biasRows({ kind, inner }: Exclude<HeadShape, { kind: 'linear' }>, dimensions: number): number {
  return kind === 'two-layer' ? Math.ceil(inner / dimensions) : 0
}

/**
 * The identity: W = 1; or B = 0 with A drawn from a normal distribution of variance 1 ÷ dimensions, 16 times that where
 * an activation follows, which lets it bend within the length of a unit vector.
 */
export function initialHead(shape: HeadShape, dimensions: number, seed: number): Float32Array {
  const table = new Float32Array(headRows(shape, dimensions) * dimensions)
  if (shape.kind === 'linear') {
    for (let i = 0; i < dimensions; i++) table[i * dimensions + i] = 1
    return table
  }
  const random = seeded(seed)
  const scale = (shape.kind === 'two-layer' ? 4 : 1) / Math.sqrt(dimensions)
  for (let i = 0; i < shape.inner * dimensions; i++) table[i] = scale * drawNormal(random)
  return table
}

/** A head on arrays of a kernel, for at most so many vectors at a time. */
export interface Head {
  readonly table: Float32Array
  /** out = head(x), both count × dimensions; `x` must stay as it is until `backward`. */
  forward(out: Float32Array, x: Float32Array, count: number): void
  /** Gradient for `out` of the last `forward` → gradient for the table, overwritten. */
  backward(tableGradient: Float32Array, gradients: Float32Array): void
}

/** Bytes that `openHead` takes from the kernel's arena. */
export function headBytes(shape: HeadShape, dimensions: number, most: number): number {
  const inner = shape.kind === 'linear' ? 0 : 3 * most * shape.inner
  return 4 * (headRows(shape, dimensions) * dimensions + inner) + 16 * 4
}

export function openHead(
  kernel: Kernel,
  shape: HeadShape,
  { dimensions, most }: { dimensions: number; most: number },
): Head {
  const table = kernel.floats(headRows(shape, dimensions) * dimensions)
  return shape.kind === 'linear'
    ? linearHead(kernel, table, dimensions)
    : factoredHead(kernel, table, { shape, dimensions, most })
}

function linearHead(kernel: Kernel, table: Float32Array, d: number): Head {
  let input: { x: Float32Array; count: number }
  return {
    table,
    forward(out, x, count) {
      input = { x, count }
      kernel.multiply(out, x, table, count, d, d)
    },
    backward(tableGradient, gradients) {
      kernel.transposedMultiply(tableGradient, input.x, gradients, d, input.count, d)
    },
  }
}

interface Factored {
  readonly shape: Exclude<HeadShape, { kind: 'linear' }>
  readonly dimensions: number
  readonly most: number
}

/** The table holds Aᵀ, B, and the bias padded to whole rows. */
function factoredHead(kernel: Kernel, table: Float32Array, { shape, dimensions: d, most }: Factored): Head {
  const { inner, kind } = shape
  const [first, second] = [table.subarray(0, inner * d), table.subarray(inner * d, 2 * inner * d)]
  const bias = table.subarray(2 * inner * d)
  const before = kernel.floats(most * inner)
  const after = kind === 'two-layer' ? kernel.floats(most * inner) : before
  const innerGradients = kernel.floats(most * inner)
  let input: { x: Float32Array; count: number }
  return {
    table,
    forward(out, x, count) {
      input = { x, count }
      kernel.multiplyTransposed(before, x, first, count, d, inner)
      if (kind === 'two-layer') activate(after, before, { bias, count, inner })
      kernel.multiply(out, after, second, count, inner, d)
      for (let i = 0; i < count * d; i++) out[i] = out[i]! + x[i]!
    },
    backward(tableGradient, gradients) {
      const { x, count } = input
      const [firstGradient, secondGradient] = [
        tableGradient.subarray(0, inner * d),
        tableGradient.subarray(inner * d, 2 * inner * d),
      ]
      kernel.transposedMultiply(secondGradient, after, gradients, inner, count, d)
      kernel.multiplyTransposed(innerGradients, gradients, second, count, d, inner)
      if (kind === 'two-layer') {
        const biasGradient = tableGradient.subarray(2 * inner * d)
        activateBackward(innerGradients, before, { bias: biasGradient, count, inner })
      }
      kernel.transposedMultiply(firstGradient, innerGradients, x, inner, count, d)
    },
  }
}

interface Inner {
  readonly bias: Float32Array
  readonly count: number
  readonly inner: number
}

const rootOfTwoOverPi = Math.sqrt(2 / Math.PI)

/**
 * after = gelu(before + bias), by tanh; `before` becomes the slope there, which is all that the way back needs.
 *
 * @see Hendrycks & Gimpel 2016, §2, arXiv:1606.08415
 */
function activate(after: Float32Array, before: Float32Array, { bias, count, inner }: Inner): void {
  for (let row = 0, at = 0; row < count; row++) {
    for (let i = 0; i < inner; i++, at++) {
      const x = before[at]! + bias[i]!
      const t = Math.tanh(rootOfTwoOverPi * (x + 0.044715 * x * x * x))
      after[at] = 0.5 * x * (1 + t)
      before[at] = 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * rootOfTwoOverPi * (1 + 3 * 0.044715 * x * x)
    }
  }
}

/** gradients ← gradients · slopes; `bias` becomes their sum over rows. */
function activateBackward(gradients: Float32Array, slopes: Float32Array, { bias, count, inner }: Inner): void {
  bias.fill(0)
  for (let row = 0, at = 0; row < count; row++) {
    for (let i = 0; i < inner; i++, at++) {
      gradients[at] = gradients[at]! * slopes[at]!
      bias[i] = bias[i]! + gradients[at]!
    }
  }
}
