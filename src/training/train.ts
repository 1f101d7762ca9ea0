import type { Kernel } from '../backends/kernel/kernel.ts'
import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Encoder } from '../encoders/encoder.ts'
import type { TrainableEncoder, TrainingPlan } from '../encoders/trainable.ts'
import type { Loss } from '../losses/loss.ts'
import type { Observer } from '../progress.ts'
import { derive } from '../random.ts'
import { samplerOf } from '../samplers/as-sampler.ts'
import type { DrawBatches, Sampler } from '../samplers/sampler.ts'
import { batchStream, type NumberedTexts, numberedTexts } from './batch-stream.ts'
import { type LossPoint, lossCurve } from './loss-curve.ts'
import type { Optimizer } from './optimizer.ts'
import { runInWorker } from './pool.ts'
import { portableSteps } from './portable.ts'
import { linearDecay, type Schedule } from './schedules.ts'
import { type PackedBatches, runSteps, type StepsOptions, type StepsOutcome } from './steps.ts'

export interface TrainOptions extends Observer {
  /** Where training starts; it stays as it is. Made by `staticEncoder().create(seed)`, for example. */
  readonly encoder: Encoder
  readonly pairs: TrainingPairs
  readonly sampler: Sampler | DrawBatches
  readonly loss: Loss
  readonly optimizer: Optimizer
  /** @default linear decay to a tenth */
  readonly schedule?: Schedule
  readonly steps: number
  /** Examples a batch; at least 2. */
  readonly batchSize: number
  /** Decides the batches; the encoder's own seed decided its weights. */
  readonly seed: number
  /** @default SIMD where there is one */
  readonly kernel?: Kernel['name']
  /** A worker thread, where encoder, loss and optimizer are this library's own; or the calling thread. The result is the same. @default 'worker' */
  readonly thread?: 'worker' | 'caller'
}

export interface Trained {
  readonly encoder: TrainableEncoder
  /** At most 200 points. */
  readonly curve: readonly LossPoint[]
  /** Wall time of the steps. */
  readonly seconds: number
  readonly kernel: Kernel['name']
}

/**
 * Trains an encoder on pairs, batch by batch as the sampler draws them. The same options give the same weights bit for
 * bit, on either kernel and in any thread. Trainings started together run on as many cores as there are.
 *
 * @throws {TypeError} the encoder cannot be trained
 * @throws {RangeError} an option is out of range; the sampler ends early or yields a batch that does not fit the pairs;
 * the loss is no longer finite (step, languages and learning rate are named)
 */
export async function train(options: TrainOptions): Promise<Trained> {
  const { steps, batchSize, seed, pairs, schedule = linearDecay(), optimizer, signal, onProgress } = options
  validate(options)
  signal?.throwIfAborted()
  const encoder = trainable(options.encoder)
  const numbered = numberedTexts(pairs)
  const plan = encoder.planTraining({ texts: numbered.texts, textsPerStep: 2 * batchSize })
  const sampler = samplerOf(options.sampler)
  const stream = batchStream({ pairs, sampler, numbered, steps, batchSize, seed: derive(seed, 'batches') })
  const recent = remembering(() => stream.next())
  const report =
    onProgress &&
    ((done: number, loss: number): void =>
      onProgress({ stage: 'train', done, total: steps, unit: 'steps', note: `loss ${loss.toFixed(3)}` }))
  const stepsOptions: StepsOptions = {
    plan,
    loss: options.loss,
    optimizer,
    learningRates: learningRates(optimizer, schedule, steps),
    batchSize,
    prefer: options.kernel,
    nextBatches: recent.next,
    signal,
    onStep: report,
  }
  try {
    const { table, losses, seconds, kernel } = await run(stepsOptions, plan.portable, options.thread)
    if (!Number.isFinite(losses.at(-1)))
      throw diverged(losses, stepsOptions, languageMix(recent.batch(losses.length, batchSize), numbered))
    // A worker tells of its steps every now and then, and not of the last.
    report?.(steps, losses.at(-1)!)
    return { encoder: plan.trained(table), curve: lossCurve(losses), seconds, kernel }
  } finally {
    stream.close()
  }
}

function run(
  options: StepsOptions,
  plan: TrainingPlan['portable'],
  thread: TrainOptions['thread'] = 'worker',
): Promise<StepsOutcome> {
  const portable = thread === 'worker' ? portableSteps(options, plan) : undefined
  return portable ? runInWorker(portable, options) : runSteps(options)
}

function validate({ steps, batchSize, seed }: TrainOptions): void {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new RangeError(`train: steps must be a positive integer; got ${steps}.`)
  }
  if (!Number.isSafeInteger(batchSize) || batchSize < 2) {
    throw new RangeError(
      `train: batchSize must be an integer of at least 2, so that there are negatives; got ${batchSize}.`,
    )
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`train: seed must be an integer; got ${seed}.`)
}

function trainable(encoder: Encoder): TrainableEncoder {
  if ('planTraining' in encoder) return encoder as TrainableEncoder
  throw new TypeError(
    'train: encoder must be trainable; got one without planTraining. Use staticEncoder().create(seed), or leave training out.',
  )
}

function learningRates({ learningRate }: Optimizer, schedule: Schedule, steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, step) => {
    const factor = schedule.factor(step, steps)
    if (!(factor >= 0 && factor < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `train: schedule "${schedule.name}" must give a finite factor of at least 0; got ${factor} for step ${step} of ${steps}.`,
      )
    }
    return learningRate * factor
  })
}

/** Keeps the pulls of the last while, so that a batch can be looked at after the step that used it. */
function remembering(pull: () => PackedBatches) {
  const kept: PackedBatches[] = []
  let dropped = 0
  return {
    next: (): PackedBatches => {
      const batches = pull()
      kept.push(batches.slice())
      // More than are ever drawn ahead of the step that runs.
      if (kept.length > 4) dropped += kept.shift()!.length
      return batches
    },
    /** @param step 1, 2, … */
    batch(step: number, batchSize: number): PackedBatches {
      const all = Int32Array.from(kept.flatMap((batches) => [...batches]))
      const start = (step - 1) * 3 * batchSize - dropped
      return all.subarray(start, start + 3 * batchSize)
    },
  }
}

/** Anchor and positive languages with their counts: `12 × de → fr, 4 × en → en`. */
function languageMix(batch: PackedBatches, { texts }: NumberedTexts): string {
  const size = batch.length / 3
  const counts = new Map<string, number>()
  for (let row = 0; row < size; row++) {
    const pair = `${texts[batch[row]!]!.language} → ${texts[batch[size + row]!]!.language}`
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return [...counts].map(([pair, count]) => `${count} × ${pair}`).join(', ')
}

function diverged(losses: Float64Array, { learningRates: rates }: StepsOptions, languages: string): RangeError {
  return new RangeError(
    `train: the loss must stay finite; got ${losses.at(-1)} in step ${losses.length} of ${rates.length}, at learning rate ${rates[losses.length - 1]}, on a batch of ${languages}. Lower the learning rate, or raise the temperature.`,
  )
}
