import { createKernel } from '../../backends/kernel/create-kernel.ts'
import { lossArrays, lossBytes } from '../../losses/loss-arrays.ts'
import { textsPerBatch } from '../../training/packed-batches.ts'
import type { StepsOptions } from '../../training/steps.ts'
import type { LossOfVectors } from './step-gradient.ts'

/**
 * A loss on vectors from anywhere: its arithmetic is the kernel's. The gradients are valid until the next call.
 *
 * @returns a function of the vectors, a row for each text of a batch, and of the batch's concepts
 */
export function batchLoss(
  options: StepsOptions,
  columns: number,
): (vectors: Float32Array, concepts: Int32Array) => LossOfVectors {
  const { loss, batchSize, hardNegatives, prefer } = options
  const shape = { rows: batchSize, columns, hardNegatives }
  const length = textsPerBatch(options) * columns
  const kernel = createKernel({ bytes: lossBytes(shape) + 4 * length + 16, ...(prefer && { prefer }) })
  const arrays = lossArrays(kernel, shape)
  const room = kernel.floats(length)
  return (vectors, concepts) => {
    room.set(vectors)
    return { loss: loss.compute(arrays.batch(room, concepts)), gradients: arrays.gradients }
  }
}
