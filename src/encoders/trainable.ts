import type { Kernel, RowGradients } from '../backends/kernel/kernel.ts'
import type { Observer } from '../progress.ts'
import type { Json, Role, Text } from '../retrieval.ts'
import type { StepsOptions, StepsOutcome, TrainingState } from '../training/steps.ts'
import type { Encoder, EncoderSource } from './encoder.ts'
import type { PortableTraining } from './portable-training.ts'

/** What makes such encoders, one a seed. */
export interface TrainableSource extends EncoderSource {
  create(seed: number, observer?: Observer): TrainableEncoder | Promise<TrainableEncoder>
}

/** An encoder that `train` can train. */
export interface TrainableEncoder extends Encoder {
  /** Prepares a training that starts from this encoder, which itself stays as it is. */
  planTraining(options: PlanOptions): TrainingPlan | Promise<TrainingPlan>
}

export interface PlanOptions extends Observer {
  /** Everything that the training may encode; from here on a text is known by its index. */
  readonly texts: readonly (Text & { readonly role: Role })[]
  /** Texts in one step: a batch's anchors, positives and hard negatives together. */
  readonly textsPerStep: number
  /** Decides what is random in a step besides its batch: dropout. */
  readonly seed: number
}

export type TrainingPlan = TablePlan | StepsPlan

/** An encoder whose parameters are one table of rows. */
export interface TableEncoder extends TrainableEncoder {
  planTraining(options: PlanOptions): TablePlan | Promise<TablePlan>
}

/** For an encoder whose parameters are one table of rows, on the arrays of a kernel. */
export interface TablePlan {
  /** What decides where the training starts and how a step goes, besides `PlanOptions`. */
  identity(): Json
  /** Height and width of the table of parameters. The width is the vectors' too. */
  readonly rows: number
  readonly columns: number
  /** Room that `start` takes from the kernel, the table included. */
  readonly bytes: number
  start(kernel: Kernel): EncoderTraining
  /** The encoder with a trained table. */
  trained(table: Float32Array): TableEncoder
  /** What a worker thread makes the same plan from: data that structured cloning keeps. Left out, training stays in the calling thread. */
  readonly portable?: PortableTraining
}

/** For an encoder that makes its own steps, on arrays of its own. */
export interface StepsPlan {
  /** As of a `TablePlan`. */
  identity(): Json
  steps(options: StepsOptions): Promise<StepsOutcome>
  /** The encoder with trained parameters. */
  trained(state: TrainingState): TrainableEncoder
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
