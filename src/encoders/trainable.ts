import type { Kernel, RowGradients } from '../backends/kernel/kernel.ts'
import type { Role, Text } from '../retrieval.ts'
import type { Encoder, EncoderSource } from './encoder.ts'
import type { StaticTraining } from './static-training.ts'

/** What makes such encoders, one a seed. */
export interface TrainableSource extends EncoderSource {
  create(seed: number): TrainableEncoder
}

/** An encoder whose parameters are one table of rows, which `train` can train. */
export interface TrainableEncoder extends Encoder {
  /** Prepares a training that starts from this encoder, which itself stays as it is. */
  planTraining(options: PlanOptions): TrainingPlan
}

export interface PlanOptions {
  /** Everything that the training may encode; from here on a text is known by its index. */
  readonly texts: readonly (Text & { readonly role: Role })[]
  /** Texts in one step: a batch's anchors and positives together. */
  readonly textsPerStep: number
}

export interface TrainingPlan {
  /** Height and width of the table of parameters. */
  readonly rows: number
  readonly columns: number
  /** Room that `start` takes from the kernel, the table included. */
  readonly bytes: number
  start(kernel: Kernel): EncoderTraining
  /** The encoder with a trained table. */
  trained(table: Float32Array): TrainableEncoder
  /** What a worker thread makes the same plan from: data that structured cloning keeps. Left out, training stays in the calling thread. */
  readonly portable?: StaticTraining
}

export interface EncoderTraining {
  /** The parameters, rows × columns: an optimizer changes them in place. */
  readonly table: Float32Array
  /** The unit vectors of some texts, at most `textsPerStep`; valid until the next call. */
  forward(texts: Int32Array): Forward
}

export interface Forward {
  /** texts × columns, unit rows */
  readonly vectors: Float32Array
  /** Gradient for the vectors → gradient for the table. `gradients` is of the same kernel, and is spent afterwards: the result may refer to it. */
  backward(gradients: Float32Array): RowGradients
}
