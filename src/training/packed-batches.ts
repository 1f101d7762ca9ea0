/** How many rows a batch has, and how many hard negatives each of them. */
export interface BatchShape {
  readonly batchSize: number
  /** @default 0 */
  readonly hardNegatives?: number | undefined
}

/**
 * Whole batches, one after another. Each is the numbers of its texts, those of the anchors, of the positives and of each
 * row's hard negatives; then the concept of each row, and that which each hard negative answers.
 */
export type PackedBatches = Int32Array

/** Numbers in a batch: `(3 + 2 hardNegatives) × batchSize`. */
export function packedLength({ batchSize, hardNegatives = 0 }: BatchShape): number {
  return (3 + 2 * hardNegatives) * batchSize
}

/** Texts in a batch: `(2 + hardNegatives) × batchSize`. */
export function textsPerBatch({ batchSize, hardNegatives = 0 }: BatchShape): number {
  return (2 + hardNegatives) * batchSize
}

/** The texts of one batch: anchors, positives, the hard negatives of row 0, of row 1, … */
export function textsOf(batch: Int32Array, shape: BatchShape): Int32Array {
  return batch.subarray(0, textsPerBatch(shape))
}

/** The concepts of one batch: of its rows, then of its hard negatives. */
export function conceptsOf(batch: Int32Array, shape: BatchShape): Int32Array {
  return batch.subarray(textsPerBatch(shape), packedLength(shape))
}
