import type { Kernel } from '../backends/kernel/kernel.ts'
import type { LossBatch } from './loss.ts'

export interface LossShape {
  readonly rows: number
  readonly columns: number
  /** A row. @default 0 */
  readonly hardNegatives?: number | undefined
}

/** The arrays that a loss writes to, taken once for all steps. */
export interface LossArrays {
  /** Gradients for the vectors, in their order. */
  readonly gradients: Float32Array
  /**
   * One step's batch.
   *
   * @param vectors of the same kernel: the anchors', the positives', the hard negatives'; unit rows
   * @param concepts the rows', then the hard negatives'
   */
  batch(vectors: Float32Array, concepts: Int32Array): LossBatch
}

/** Bytes that `lossArrays` takes from the kernel's arena. */
export function lossBytes({ rows, columns, hardNegatives = 0 }: LossShape): number {
  const gradients = (2 + hardNegatives) * rows * columns
  const room = rows * rows + (hardNegatives > 0 ? rows * (rows * hardNegatives + columns) : 0)
  // Every array starts at a multiple of 16 bytes.
  return 4 * (gradients + room + (1 + hardNegatives) * rows) + 16 * 4
}

export function lossArrays(kernel: Kernel, { rows, columns, hardNegatives = 0 }: LossShape): LossArrays {
  const half = rows * columns
  const gradients = kernel.floats((2 + hardNegatives) * half)
  const concepts = kernel.integers((1 + hardNegatives) * rows)
  const scores = kernel.floats(rows * rows)
  const room = kernel.floats(hardNegatives > 0 ? rows * (rows * hardNegatives + columns) : 0)
  return {
    gradients,
    batch(vectors, given) {
      concepts.set(given)
      // A loss that knows nothing of hard negatives leaves theirs as it is.
      const ofHard = gradients.subarray(2 * half).fill(0)
      return {
        kernel,
        rows,
        columns,
        anchors: vectors.subarray(0, half),
        positives: vectors.subarray(half, 2 * half),
        concepts: concepts.subarray(0, rows),
        anchorGradients: gradients.subarray(0, half),
        positiveGradients: gradients.subarray(half, 2 * half),
        scores,
        ...(hardNegatives > 0 && {
          hardNegatives: {
            perRow: hardNegatives,
            vectors: vectors.subarray(2 * half),
            concepts: concepts.subarray(rows),
            gradients: ofHard,
            scores: room,
          },
        }),
      }
    },
  }
}
