import type { Kernel } from '../backends/kernel/kernel.ts'
import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Encoder } from '../encoders/encoder.ts'
import type { TrainableEncoder, TrainingPlan } from '../encoders/trainable.ts'
import type { Loss } from '../losses/loss.ts'
import type { Observer } from '../progress.ts'
import { derive } from '../random.ts'
import type { Json } from '../retrieval.ts'
import { samplerOf } from '../samplers/as-sampler.ts'
import type { DrawBatches, Sampler } from '../samplers/sampler.ts'
import { batchStream } from './batch-stream.ts'
import { type CheckpointOptions, checkpoints } from './checkpoint.ts'
import { type LossPoint, lossCurve } from './loss-curve.ts'
import { beginning, continued, type TrainingMade } from './made.ts'
import { type NumberedTexts, numberedTexts } from './numbered-texts.ts'
import type { Optimizer } from './optimizer.ts'
import { type BatchShape, type PackedBatches, packedLength, textsPerBatch } from './packed-batches.ts'
import { runInWorker } from './pool.ts'
import { portableSteps } from './portable.ts'
import { verifyPositiveInteger } from './positive-integer.ts'
import { linearDecay, type Schedule } from './schedules.ts'
import { runSteps, type StepsOptions, type StepsOutcome, type TrainingState } from './steps.ts'
import { type ValidationOptions, type ValidationPoint, validationIdentity, validator } from './validation.ts'

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
  /** Hard negatives an example, of those that stand in the pairs; wrong answers for every anchor of the batch. @default 0 */
  readonly hardNegatives?: number
  /** Decides the batches, and dropout; the encoder's own seed decided its weights. */
  readonly seed: number
  /** Development data on which the best encoder is chosen. Left out, the last one is it. */
  readonly validation?: ValidationOptions | undefined
  /** Where the training is kept, and taken up again. Left out, an interrupted one is lost. */
  readonly checkpoint?: CheckpointOptions | undefined
  /** @default SIMD where there is one */
  readonly kernel?: Kernel['name']
  /** A worker thread, where encoder, loss and optimizer are this library's own; or the calling thread. The result is the same. @default 'worker' */
  readonly thread?: 'worker' | 'caller'
}

export interface Trained {
  readonly encoder: TrainableEncoder
  /** At most 200 points. */
  readonly curve: readonly LossPoint[]
  /** What validation found, in the order of steps; empty without it. */
  readonly validation: readonly ValidationPoint[]
  /** After how many steps the encoder is as it is returned. */
  readonly steps: number
  /** Wall time of the steps, those of earlier parts included. */
  readonly seconds: number
  /** What computed it: `simd`, `plain`, or a backend. */
  readonly kernel: string
}

/**
 * Trains an encoder on pairs, batch by batch as the sampler draws them. The same options give the same weights bit for
 * bit, on either kernel and in any thread, whether or not the training was interrupted and taken up from its checkpoint.
 * Trainings started together run on as many cores as there are.
 *
 * @throws {TypeError} the encoder cannot be trained
 * @throws {RangeError} an option is out of range; a pair has fewer hard negatives than asked for; the sampler ends early
 * or yields a batch that does not fit the pairs; the loss is no longer finite (step, languages and learning rate are
 * named); the checkpoint is of another training
 */
export async function train(options: TrainOptions): Promise<Trained> {
  const { steps, batchSize, seed, pairs, schedule = linearDecay(), optimizer, signal, onProgress } = options
  validate(options)
  signal?.throwIfAborted()
  const encoder = trainable(options.encoder)
  const shape: BatchShape = { batchSize, hardNegatives: options.hardNegatives }
  const numbered = numberedTexts(pairs, options.hardNegatives)
  const planning = { texts: numbered.texts, textsPerStep: textsPerBatch(shape), seed: derive(seed, 'steps') }
  const plan = await encoder.planTraining({ ...planning, ...observer(options) })
  const sampler = samplerOf(options.sampler)
  const stream = batchStream({ pairs, sampler, numbered, steps, ...shape, seed: derive(seed, 'batches') })
  const recent = remembering((until) => stream.next(until))
  const report =
    onProgress &&
    ((done: number, loss: number): void =>
      onProgress({ stage: 'train', done, total: steps, unit: 'steps', note: `loss ${loss.toFixed(3)}` }))
  const keep = await checkpoints(options.checkpoint, { steps, identity: () => identityOf(plan, options) })
  const judge = validator(options.validation, { steps, encoderOf: (state) => trainedBy(plan, state) })
  let made = keep.last ?? beginning
  stream.skip(made.done)
  const restSteps: Omit<StepsOptions, 'nextBatches' | 'steps'> = {
    loss: options.loss,
    optimizer,
    learningRates: learningRates(optimizer, schedule, steps),
    ...shape,
    prefer: options.kernel,
    signal,
    onStep: report,
  }
  try {
    while (made.done < steps && !judge.exhausted(made.validation)) {
      const until = Math.min(steps, keep.next(made.done), judge.next(made.done))
      const outcome = await run(plan, options.thread, {
        ...restSteps,
        steps: until - made.done,
        from: made.done > 0 ? made : undefined,
        nextBatches: () => recent.next(until),
      })
      made = continued(made, outcome)
      if (!Number.isFinite(made.losses.at(-1))) {
        const languages = languageMix(recent.batch(made.done, packedLength(shape)), numbered, batchSize)
        throw diverged(made, { rates: restSteps.learningRates, languages, kept: keep.place() })
      }
      // A worker tells of its steps every now and then, and not of the last.
      report?.(made.done, made.losses.at(-1)!)
      made = await judge.judged(made, observer(options))
      await keep.save(made)
    }
    const { state, done } = made.best ?? made
    const { losses, validation, seconds, kernel } = made
    return { encoder: trainedBy(plan, state), curve: lossCurve(losses), validation, steps: done, seconds, kernel }
  } finally {
    stream.close()
  }
}

function observer({ signal, onProgress }: Observer): Observer {
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) }
}

/** What makes two trainings the same one, so that one may go on where the other ended. */
function identityOf(plan: TrainingPlan, options: TrainOptions): Json {
  const { pairs, loss, optimizer, schedule = linearDecay(), steps, batchSize, hardNegatives = 0, seed } = options
  const named = ({ name, configuration }: { name: string; configuration: Json }): Json => ({ name, configuration })
  return {
    start: plan.identity(),
    pairs: pairs.hash,
    sampler: named(samplerOf(options.sampler)),
    loss: named(loss),
    optimizer: named(optimizer),
    schedule: named(schedule),
    steps,
    batchSize,
    // Named only where there are some, so that older checkpoints stay good.
    ...(hardNegatives > 0 && { hardNegatives }),
    seed,
    validation: options.validation ? validationIdentity(options.validation) : null,
  }
}

function trainedBy(plan: TrainingPlan, state: TrainingState): TrainableEncoder {
  return 'steps' in plan ? plan.trained(state) : plan.trained(state.get('table')!)
}

function run(
  plan: TrainingPlan,
  thread: TrainOptions['thread'] = 'worker',
  options: StepsOptions,
): Promise<StepsOutcome> {
  if ('steps' in plan) return plan.steps(options)
  const portable = thread === 'worker' ? portableSteps(plan.portable, options) : undefined
  return portable ? runInWorker(portable, options) : runSteps(plan, options)
}

function validate({ steps, batchSize, hardNegatives = 0, seed }: TrainOptions): void {
  verifyPositiveInteger('steps', steps)
  if (!Number.isSafeInteger(batchSize) || batchSize < 2) {
    throw new RangeError(
      `train: batchSize must be an integer of at least 2, so that there are negatives; got ${batchSize}.`,
    )
  }
  if (!Number.isSafeInteger(hardNegatives) || hardNegatives < 0) {
    throw new RangeError(`train: hardNegatives must be an integer of at least 0; got ${hardNegatives}.`)
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
function remembering(pull: (until: number) => PackedBatches) {
  const kept: PackedBatches[] = []
  let dropped = 0
  return {
    next: (until: number): PackedBatches => {
      const batches = pull(until)
      kept.push(batches.slice())
      // More than are ever drawn ahead of the step that runs.
      if (kept.length > 4) dropped += kept.shift()!.length
      return batches
    },
    /** @param step 1, 2, … */
    batch(step: number, length: number): PackedBatches {
      const all = Int32Array.from(kept.flatMap((batches) => [...batches]))
      const start = (step - 1) * length - dropped
      return all.subarray(start, start + length)
    },
  }
}

/** Anchor and positive languages with their counts: `12 × de → fr, 4 × en → en`. */
function languageMix(batch: PackedBatches, { texts }: NumberedTexts, size: number): string {
  const counts = new Map<string, number>()
  for (let row = 0; row < size; row++) {
    const pair = `${texts[batch[row]!]!.language} → ${texts[batch[size + row]!]!.language}`
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return [...counts].map(([pair, count]) => `${count} × ${pair}`).join(', ')
}

interface Divergence {
  readonly rates: Float64Array
  readonly languages: string
  readonly kept: string
}

function diverged({ losses, done }: TrainingMade, { rates, languages, kept }: Divergence): RangeError {
  return new RangeError(
    `train: the loss must stay finite; got ${losses.at(-1)} in step ${done} of ${rates.length}, at learning rate ${rates[done - 1]}, on a batch of ${languages}. Lower the learning rate, or raise the temperature.${kept}`,
  )
}
