import type { Tensor } from '@tensorflow/tfjs-core'
import { derive } from '../../random.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import { paddedBatch } from '../padded-batch.ts'
import { chunksOf } from './chunks.ts'
import { dropoutMasks } from './dropout.ts'
import { added, gradientOf, type Trainable, vectorsOf } from './gradient.ts'
import type { OpenModel } from './open-model.ts'
import type { Pass } from './pass.ts'
import { tokenLimits } from './token-limits.ts'

/** All texts of one step. */
export interface Step {
  readonly model: OpenModel
  readonly trainable: Trainable
  readonly texts: readonly Tokens[]
  /** Decides what is dropped. Left out, nothing is. */
  readonly seed: number | undefined
  /** Texts that go through the model together. */
  readonly chunk?: number | undefined
  /** The loss of all vectors, a row for each text, and its gradient for them. */
  readonly lossOf: (vectors: Float32Array) => LossOfVectors
  /** Awaited between chunks. */
  readonly breathe: () => Promise<void>
}

export interface LossOfVectors {
  readonly loss: number
  readonly gradients: Float32Array
}

export interface StepGradient {
  readonly loss: number
  /** One for each trainable variable, which the caller disposes. None where the loss is not finite. */
  readonly gradients: readonly Tensor[]
}

/**
 * A step's loss, which sees all texts at once, and its gradient. Where they are too many for one pass, their vectors are
 * computed first, chunk by chunk, then the loss, then each chunk's gradient on a second pass: the gradient is that of
 * one pass, in the memory of a chunk.
 *
 * @see Gao et al. 2021, GradCache, §3.2, arXiv:2101.06983
 */
export async function stepGradient(step: Step): Promise<StepGradient> {
  const { texts, chunk, model } = step
  const lengths = texts.map(({ ids }) => ids.length)
  const chunks = chunksOf(lengths, { architecture: model.architecture, chunk })
  await step.breathe()
  return chunks.length === 1 ? inOnePass(step) : inChunks(step, chunks)
}

async function inOnePass(step: Step): Promise<StepGradient> {
  let loss = Number.NaN
  const pass = passOf(step, [...step.texts.keys()])
  const gradients = gradientOf(pass, step.trainable, (vectors) => {
    const result = step.lossOf(vectors.dataSync() as Float32Array)
    loss = result.loss
    return result.gradients
  })
  return finite(step, loss, gradients)
}

async function inChunks(step: Step, chunks: readonly number[][]): Promise<StepGradient> {
  const columns = step.model.dimensions
  const vectors = new Float32Array(step.texts.length * columns)
  for (const texts of chunks) {
    const rows = await vectorsOf(passOf(step, texts))
    for (const [i, text] of texts.entries()) vectors.set(rows.subarray(i * columns, (i + 1) * columns), text * columns)
    await step.breathe()
  }
  const { loss, gradients: ofVectors } = step.lossOf(vectors)
  if (!Number.isFinite(loss)) return { loss, gradients: [] }
  return { loss, gradients: await sumOverChunks(step, chunks, ofVectors) }
}

async function sumOverChunks(
  step: Step,
  chunks: readonly number[][],
  ofVectors: Float32Array,
): Promise<readonly Tensor[]> {
  const { model, trainable } = step
  let sums: readonly Tensor[] = []
  try {
    for (const texts of chunks) {
      const given = rowsOf(ofVectors, texts, model.dimensions)
      const gradients = gradientOf(passOf(step, texts), trainable, () => given)
      sums = added(model.tf, sums, gradients)
      await step.breathe()
    }
    return sums
  } catch (error) {
    model.tf.dispose([...sums])
    throw error
  }
}

function rowsOf(matrix: Float32Array, rows: readonly number[], columns: number): Float32Array {
  const out = new Float32Array(rows.length * columns)
  for (const [i, row] of rows.entries()) out.set(matrix.subarray(row * columns, (row + 1) * columns), i * columns)
  return out
}

function finite({ model }: Step, loss: number, gradients: readonly Tensor[]): StepGradient {
  if (Number.isFinite(loss)) return { loss, gradients }
  model.tf.dispose([...gradients])
  return { loss, gradients: [] }
}

function passOf({ model, texts, seed }: Step, numbers: readonly number[]): Pass {
  const { tf, architecture } = model
  const tokens = numbers.map((text) => texts[text]!)
  const batch = paddedBatch(tokens, tokenLimits(architecture))
  if (seed === undefined) return { model, batch }
  const seeds = numbers.map((text) => derive(seed, text))
  return { model, batch, dropout: dropoutMasks(tf, { architecture, batch, seeds }) }
}
