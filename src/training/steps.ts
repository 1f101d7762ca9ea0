import { createKernel } from '../backends/kernel/create-kernel.ts'
import type { Kernel } from '../backends/kernel/kernel.ts'
import type { TablePlan } from '../encoders/trainable.ts'
import type { Loss } from '../losses/loss.ts'
import { lossArrays, lossBytes } from '../losses/loss-arrays.ts'
import { breather } from '../progress.ts'
import type { Optimizer } from './optimizer.ts'
import { conceptsOf, type PackedBatches, packedLength, textsOf } from './packed-batches.ts'

export type { PackedBatches } from './packed-batches.ts'

/** Some steps of a training, free of languages and samplers. */
export interface StepsOptions {
  readonly loss: Loss
  readonly optimizer: Optimizer
  /** One for each step of the whole training. */
  readonly learningRates: Float64Array
  /** How many of them to make. @default all that are left */
  readonly steps?: number
  /** Where an earlier part of the same training ended. @default its beginning */
  readonly from?: StepsMade | undefined
  readonly batchSize: number
  /** A row. @default 0 */
  readonly hardNegatives?: number | undefined
  readonly prefer?: Kernel['name'] | undefined
  /** The next few batches, in order. */
  readonly nextBatches: () => PackedBatches | Promise<PackedBatches>
  readonly signal?: AbortSignal | undefined
  /** Called after each step, with the number of steps since the training's beginning; the loss is a running mean. */
  readonly onStep?: ((done: number, loss: number) => void) | undefined
}

/** Arrays that, with their batches, decide the steps to come: parameters and what the optimizer keeps of each, by name. */
export type TrainingState = ReadonlyMap<string, Float32Array>

/** Where some steps ended. */
export interface StepsMade {
  /** Since the training's beginning. */
  readonly done: number
  readonly state: TrainingState
}

export interface StepsOutcome {
  readonly state: TrainingState
  /** The loss of each step, before that step's update. Shorter than asked for where a loss was not finite: that one is last. */
  readonly losses: Float64Array
  /** What computed it: `simd`, `plain`, or a backend. */
  readonly kernel: string
  readonly seconds: number
}

/** Share of the newest loss in the running mean that progress shows. */
const newest = 0.05

/** The part of a plan that makes steps: all that a worker thread needs. */
export type StepMaker = Pick<TablePlan, 'rows' | 'columns' | 'bytes' | 'start'>

/** Makes steps on a table: alike in the calling thread and in a worker. */
export async function runSteps(plan: StepMaker, options: StepsOptions): Promise<StepsOutcome> {
  const { learningRates, nextBatches, signal, onStep, from } = options
  const begin = performance.now()
  const { kernel, state, step } = prepare(plan, options)
  const breathe = breather(signal)
  const length = packedLength(options)
  const first = from?.done ?? 0
  const losses = new Float64Array(options.steps ?? learningRates.length - first)
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
    const number = first + done + 1
    const loss = step(batches.subarray(used, used + length), number, learningRates[number - 1]!)
    used += length
    losses[done++] = loss
    if (!Number.isFinite(loss)) break
    shown = done === 1 ? loss : shown + newest * (loss - shown)
    onStep?.(number, shown)
  }
  const seconds = (performance.now() - begin) / 1000
  // Copied out of the arena, which may then be freed.
  const kept = new Map([...state].map(([name, array]) => [name, array.slice()]))
  return { state: kept, losses: losses.slice(0, done), kernel: kernel.name, seconds }
}

/** The kernel with everything in its arena, and a step: forward, loss, backward, update. */
function prepare(plan: StepMaker, options: StepsOptions) {
  const { loss, optimizer, prefer, from, batchSize, hardNegatives } = options
  const { rows, columns } = plan
  const shape = { rows: batchSize, columns, hardNegatives }
  // Every array starts at a multiple of 16 bytes.
  const bytes = plan.bytes + lossBytes(shape) + 4 * optimizer.moments * rows * columns + 16
  const kernel = createKernel({ bytes, ...(prefer && { prefer }) })
  const training = plan.start(kernel)
  const { table } = training
  const moments = kernel.floats(optimizer.moments * table.length)
  if (from) {
    table.set(from.state.get('table')!)
    moments.set(from.state.get('moments')!)
  }
  const update = optimizer.start(kernel, table, moments)
  const arrays = lossArrays(kernel, shape)
  const step = (batch: PackedBatches, number: number, learningRate: number): number => {
    const { vectors, backward } = training.forward(textsOf(batch, options))
    const value = loss.compute(arrays.batch(vectors, conceptsOf(batch, options)))
    if (Number.isFinite(value)) update(backward(arrays.gradients), { columns, step: number, learningRate })
    return value
  }
  const state: TrainingState = new Map([
    ['table', table],
    ['moments', moments],
  ])
  return { kernel, state, step }
}
