import type { Bags, Kernel } from '../../backends/kernel/kernel.ts'
import type { EncoderTraining, TablePlan } from '../trainable.ts'
import { type HeadShape, headBytes, headRows, initialHead, openHead } from './head.ts'

/** A training of a projection as plain data, so that it can be sent to another thread. */
export interface ProjectionTraining {
  readonly head: HeadShape
  readonly dimensions: number
  readonly textsPerStep: number
  /** The frozen encoder's vectors of all texts, texts × dimensions: shared between threads, not copied. */
  readonly frozen: Float32Array
  /** Parameters to start from: drawn from a seed, or a table. */
  readonly initial: number | Float32Array
}

/** Arrays taken from a kernel start at multiples of 16 bytes. */
const padding = 16

/** Forward and backward pass of a head on vectors that do not change. Each step changes every row of the table. */
export function projectionTraining({
  head: shape,
  dimensions,
  textsPerStep,
  frozen,
  initial,
}: ProjectionTraining): Pick<TablePlan, 'rows' | 'columns' | 'bytes' | 'start'> {
  const rows = headRows(shape, dimensions)
  const bytes =
    headBytes(shape, dimensions, textsPerStep) +
    4 * (rows * dimensions + 2 * textsPerStep * dimensions + textsPerStep + 3 * rows + 1) +
    7 * padding
  const start = (kernel: Kernel): EncoderTraining => {
    const head = openHead(kernel, shape, { dimensions, most: textsPerStep })
    head.table.set(typeof initial === 'number' ? initialHead(shape, dimensions, initial) : initial)
    const inputs = kernel.floats(textsPerStep * dimensions)
    const vectors = kernel.floats(textsPerStep * dimensions)
    const lengths = kernel.floats(textsPerStep)
    const gradient = kernel.floats(rows * dimensions)
    const each = everyRow(kernel, rows)
    return {
      table: head.table,
      forward(texts) {
        const count = texts.length
        for (let i = 0; i < count; i++) {
          inputs.set(frozen.subarray(texts[i]! * dimensions, (texts[i]! + 1) * dimensions), i * dimensions)
        }
        head.forward(vectors, inputs, count)
        kernel.normalizeRows(vectors, lengths, count, dimensions)
        return {
          vectors: vectors.subarray(0, count * dimensions),
          backward(gradients) {
            kernel.normalizeRowsBackward(gradients, { units: vectors, lengths }, count, dimensions)
            head.backward(gradient, gradients)
            return { ids: each.ids, vectors: gradient, bags: each }
          },
        }
      },
    }
  }
  return { rows, columns: dimensions, bytes, start }
}

/** Bags that list each row by itself. */
function everyRow(kernel: Kernel, rows: number): Bags {
  const [ids, starts] = [kernel.integers(rows), kernel.integers(rows + 1)]
  for (let r = 0; r <= rows; r++) starts[r] = r
  for (let r = 0; r < rows; r++) ids[r] = r
  return { ids, starts, count: rows }
}
