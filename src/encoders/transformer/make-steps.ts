import type { Backend } from '../../backends/tensorflow/backend.ts'
import { breather } from '../../progress.ts'
import { derive } from '../../random.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import { type AdamSettings, adamSettings } from '../../training/adam.ts'
import type { Optimizer } from '../../training/optimizer.ts'
import { conceptsOf, type PackedBatches, packedLength, textsOf } from '../../training/packed-batches.ts'
import type { StepsOptions, StepsOutcome } from '../../training/steps.ts'
import { type AdamVariable, adamUpdate } from './adam-update.ts'
import { batchLoss } from './batch-loss.ts'
import { isFrozen } from './freeze.ts'
import type { Trainable } from './gradient.ts'
import { dimensionsOf, type TransformerModel } from './model.ts'
import { type OpenModel, openModel } from './open-model.ts'
import { stepGradient } from './step-gradient.ts'
import { disposeMoments, openMoments, stateOf } from './training-state.ts'

/** What a plan fixes for all its steps. */
export interface TransformerTraining {
  readonly backend: Backend
  readonly model: TransformerModel
  /** Of a text by its number. */
  readonly tokens: (text: number) => Tokens
  readonly seed: number
  readonly dropout: boolean
  readonly frozenLayers: number | undefined
  readonly chunk: number | undefined
}

/** Share of the newest loss in the running mean that progress shows. */
const newest = 0.05

/**
 * Makes steps of full fine-tuning.
 *
 * @throws {TypeError} an optimizer that is neither `adam` nor `adamW`
 * @throws {OutOfMemory} a chunk does not fit the backend's memory
 */
export async function makeSteps(training: TransformerTraining, options: StepsOptions): Promise<StepsOutcome> {
  const begin = performance.now()
  const { backend } = training
  try {
    const opened = await open(training, options)
    try {
      const losses = await loop(opened, options)
      const state = await stateOf(opened.variables)
      return { state, losses, kernel: backend.name, seconds: (performance.now() - begin) / 1000 }
    } finally {
      close(opened)
    }
  } catch (error) {
    throw backend.explain(error)
  }
}

interface Opened {
  readonly training: TransformerTraining
  readonly settings: AdamSettings
  readonly model: OpenModel
  readonly trainable: Trainable
  readonly variables: readonly AdamVariable[]
  readonly lossOf: ReturnType<typeof batchLoss>
  readonly breathe: () => Promise<void>
}

async function open(training: TransformerTraining, options: StepsOptions): Promise<Opened> {
  const settings = settingsOf(options.optimizer)
  const lossOf = batchLoss(options, dimensionsOf(training.model))
  const { tf } = training.backend
  const { architecture } = training.model
  const model = await openModel(tf, training.model, options.from?.state)
  const { frozenLayers } = training
  const trained = [...model.parameters].filter(([name]) => !isFrozen(architecture, frozenLayers, name))
  try {
    return {
      training,
      settings,
      model,
      trainable: { variables: trained.map(([, variable]) => variable), frozenLayers },
      variables: openMoments(tf, new Map(trained), options.from?.state),
      lossOf,
      breathe: breather(options.signal),
    }
  } catch (error) {
    model.dispose()
    throw error
  }
}

function close({ model, variables }: Opened): void {
  disposeMoments(variables)
  model.dispose()
}

function settingsOf(optimizer: Optimizer): AdamSettings {
  const settings = adamSettings(optimizer)
  if (settings) return settings
  throw new TypeError(
    `transformerPlan: the optimizer of a transformer must be adamW() or adam(); got "${optimizer.name}". Take one of these.`,
  )
}

async function loop(opened: Opened, options: StepsOptions): Promise<Float64Array> {
  const { learningRates, nextBatches, onStep, from } = options
  const length = packedLength(options)
  const first = from?.done ?? 0
  const losses: number[] = []
  const steps = options.steps ?? learningRates.length - first
  let batches: PackedBatches = new Int32Array(0)
  let used = 0
  let shown = Number.NaN
  while (losses.length < steps) {
    if (used === batches.length) {
      batches = await nextBatches()
      used = 0
    }
    const number = first + losses.length + 1
    const batch = batches.subarray(used, used + length)
    used += length
    const texts = Array.from(textsOf(batch, options), opened.training.tokens)
    const loss = await step(opened, {
      number,
      texts,
      concepts: conceptsOf(batch, options),
      learningRate: learningRates[number - 1]!,
    })
    losses.push(loss)
    if (!Number.isFinite(loss)) break
    shown = losses.length === 1 ? loss : shown + newest * (loss - shown)
    onStep?.(number, shown)
  }
  return Float64Array.from(losses)
}

interface StepOptions {
  /** 1, 2, … */
  readonly number: number
  readonly texts: readonly Tokens[]
  readonly concepts: Int32Array
  readonly learningRate: number
}

/** Forward, loss, backward, update; none of the last where the loss is not finite. */
async function step(opened: Opened, { number, texts, concepts, learningRate }: StepOptions): Promise<number> {
  const { training, model, trainable, variables, settings, breathe, lossOf } = opened
  const { tf } = training.backend
  const { loss, gradients } = await stepGradient({
    model,
    trainable,
    texts,
    seed: training.dropout ? derive(training.seed, 'dropout', number) : undefined,
    chunk: training.chunk,
    lossOf: (vectors) => lossOf(vectors, concepts),
    breathe,
  })
  if (Number.isFinite(loss)) adamUpdate(tf, variables, gradients, { step: number, learningRate, settings })
  tf.dispose([...gradients])
  return loss
}
