import type { Kernel } from '../backends/kernel/kernel.ts'
import type { Json } from '../retrieval.ts'

/** What training makes small: a batch's vectors → a number and its gradients. */
export interface Loss {
  /** Short: `in-batch-negatives`. */
  readonly name: string
  /** Everything that decides the loss besides the batch. */
  readonly configuration: Json
  /** @returns the batch's loss; all gradients are written */
  compute(batch: LossBatch): number
}

/** Row i of the positives answers row i of the anchors. All arrays are of the kernel's arena. */
export interface LossBatch {
  readonly kernel: Kernel
  readonly rows: number
  readonly columns: number
  /** rows × columns, unit rows */
  readonly anchors: Float32Array
  readonly positives: Float32Array
  /** One number a row; equal numbers mean the same concept, whose texts answer each other. */
  readonly concepts: Int32Array
  /** Gradient of the loss for `anchors`: to be overwritten, rows × columns. */
  readonly anchorGradients: Float32Array
  readonly positiveGradients: Float32Array
  /** rows × rows of room to work in, of any content. */
  readonly scores: Float32Array
  /** Left out where the training has none. */
  readonly hardNegatives?: HardNegatives | undefined
}

/** Wrong answers chosen for each row: those of row 0, of row 1, … */
export interface HardNegatives {
  /** At least 1. */
  readonly perRow: number
  /** rows × perRow vectors of as many columns as the anchors', unit rows */
  readonly vectors: Float32Array
  /** The concept that each answers; a negative number where it answers none of the training's. */
  readonly concepts: Int32Array
  /** Gradient of the loss for `vectors`: zeros, to be overwritten. */
  readonly gradients: Float32Array
  /** rows × (rows × perRow + columns) of room to work in, of any content. */
  readonly scores: Float32Array
}
