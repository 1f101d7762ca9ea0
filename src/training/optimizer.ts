import type { Kernel, RowGradients } from '../backends/kernel/kernel.ts'
import type { Json } from '../retrieval.ts'

/** Turns gradients into steps of a table's rows. */
export interface Optimizer {
  /** Short: `adam`. */
  readonly name: string
  /** Everything that decides a step besides gradients and schedule. */
  readonly configuration: Json
  /** Multiplied by the schedule's factor at each step. */
  readonly learningRate: number
  /** How many arrays of the table's size an update keeps from step to step. */
  readonly moments: number
  /** @param moments of the kernel, `moments` × the table's size, in any layout: zeros, or as an earlier training left them */
  start(kernel: Kernel, table: Float32Array, moments: Float32Array): UpdateRows
}

/** Changes the table's rows that have a gradient, in place. */
export type UpdateRows = (gradients: RowGradients, options: UpdateOptions) => void

export interface UpdateOptions {
  readonly columns: number
  /** Steps made so far, this one included: 1, 2, … */
  readonly step: number
  readonly learningRate: number
}

/**
 * Writes the gradient of table row ids[r] to `out`, whose length is the table's width: the sum of its vectors. For an
 * optimizer that goes through its rows one by one.
 *
 * @returns `out`
 */
export function gradientOfRow({ vectors, bags }: RowGradients, r: number, out: Float32Array): Float32Array {
  out.fill(0)
  for (let p = bags.starts[r]!; p < bags.starts[r + 1]!; p++) {
    const from = bags.ids[p]! * out.length
    for (let c = 0; c < out.length; c++) out[c] = out[c]! + vectors[from + c]!
  }
  return out
}
