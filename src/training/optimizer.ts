import type { Kernel } from '../backends/kernel/kernel.ts'
import type { RowGradients } from '../encoders/trainable.ts'
import type { Json } from '../retrieval.ts'

/** Turns gradients into steps of a table's rows. */
export interface Optimizer {
  /** Short: `adam`. */
  readonly name: string
  /** Everything that decides a step besides gradients and schedule. */
  readonly configuration: Json
  /** Multiplied by the schedule's factor at each step. */
  readonly learningRate: number
  /** How many arrays of the table's size `start` takes from the kernel. */
  readonly moments: number
  start(kernel: Kernel, table: Float32Array): UpdateRows
}

/** Changes the table's rows that have a gradient, in place. */
export type UpdateRows = (rows: RowGradients, options: UpdateOptions) => void

export interface UpdateOptions {
  readonly columns: number
  /** Steps made so far, this one included: 1, 2, … */
  readonly step: number
  readonly learningRate: number
}
