import { createKernel } from '../backends/kernel/create-kernel.ts'
import type { Kernel } from '../backends/kernel/kernel.ts'
import type { TrainingPlan } from '../encoders/trainable.ts'
import type { Loss } from '../losses/loss.ts'
import { breather } from '../progress.ts'
import type { Optimizer } from './optimizer.ts'

/** The heavy part of a training, free of languages and samplers: it runs alike in the calling thread and in a worker. */
export interface StepsOptions {
  readonly plan: Pick<TrainingPlan, 'rows' | 'columns' | 'bytes' | 'start'>
  readonly loss: Loss
  readonly optimizer: Optimizer
  /** One a step. */
  readonly learningRates: Float64Array
  readonly batchSize: number
  readonly prefer?: Kernel['name'] | undefined
  /** The next few batches, in order. */
  readonly nextBatches: () => PackedBatches | Promise<PackedBatches>
  readonly signal?: AbortSignal | undefined
  /** Called after each step; the loss is a running mean. */
  readonly onStep?: ((done: number, loss: number) => void) | undefined
}

/**
 * Whole batches, one after another; each is `3 × batchSize` numbers: the texts of the anchors, those of the positives,
 * and the concept of each row.
 */
export type PackedBatches = Int32Array

export interface StepsOutcome {
  /** The trained table. */
  readonly table: Float32Array
  /** The loss of each step, before that step's update. Shorter than asked for where a loss was not finite: that one is last. */
  readonly losses: Float64Array
  readonly kernel: Kernel['name']
  readonly seconds: number
}

/** Share of the newest loss in the running mean that progress shows. */
const newest = 0.05

export async function runSteps(options: StepsOptions): Promise<StepsOutcome> {
  const { learningRates, batchSize, nextBatches, signal, onStep } = options
  const begin = performance.now()
  const { kernel, table, step } = prepare(options)
  const breathe = breather(signal)
  const losses = new Float64Array(learningRates.length)
  let batches: PackedBatches = new Int32Array(0)
  let used = 0
  let shown = Number.NaN
  let done = 0
  while (done < losses.length) {
    await breathe()
    if (used === batches.length) {
      batches = await nextBatches()
      used = 0
    }
    const loss = step(batches.subarray(used, used + 3 * batchSize), done + 1, learningRates[done]!)
    used += 3 * batchSize
    losses[done++] = loss
    if (!Number.isFinite(loss)) break
    shown = done === 1 ? loss : shown + newest * (loss - shown)
    onStep?.(done, shown)
  }
  const seconds = (performance.now() - begin) / 1000
  // Copied out of the arena, which may then be freed.
  return { table: table.slice(), losses: losses.slice(0, done), kernel: kernel.name, seconds }
}

/** The kernel with everything in its arena, and a step: forward, loss, backward, update. */
function prepare({ plan, loss, optimizer, batchSize, prefer }: StepsOptions) {
  const { rows, columns } = plan
  const floats = optimizer.moments * rows * columns + 2 * batchSize * columns + batchSize * batchSize
  // Every array starts at a multiple of 16 bytes.
  const bytes = plan.bytes + 4 * (floats + batchSize) + 16 * (optimizer.moments + 3)
  const kernel = createKernel({ bytes, ...(prefer && { prefer }) })
  const training = plan.start(kernel)
  const update = optimizer.start(kernel, training.table)
  const half = batchSize * columns
  const gradients = kernel.floats(2 * half)
  const concepts = kernel.integers(batchSize)
  const scores = kernel.floats(batchSize * batchSize)
  const step = (batch: PackedBatches, number: number, learningRate: number): number => {
    const { vectors, backward } = training.forward(batch.subarray(0, 2 * batchSize))
    concepts.set(batch.subarray(2 * batchSize))
    const value = loss.compute({
      kernel,
      rows: batchSize,
      columns,
      anchors: vectors.subarray(0, half),
      positives: vectors.subarray(half),
      concepts,
      anchorGradients: gradients.subarray(0, half),
      positiveGradients: gradients.subarray(half),
      scores,
    })
    if (Number.isFinite(value)) update(backward(gradients), { columns, step: number, learningRate })
    return value
  }
  return { kernel, table: training.table, step }
}
