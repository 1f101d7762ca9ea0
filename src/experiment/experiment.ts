import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { Encoder, EncoderSource } from '../encoders/encoder.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Measure } from '../metrics/measure.ts'
import type { TrainOptions } from '../training/train.ts'
import type { DataCheckOptions } from './data-checks.ts'
import type { RunRecord } from './record.ts'

/** How an experiment trains; seed and encoder are the experiment's own. */
export interface TrainingOptions
  extends Pick<
    TrainOptions,
    'pairs' | 'sampler' | 'loss' | 'optimizer' | 'schedule' | 'steps' | 'batchSize' | 'hardNegatives' | 'validation'
  > {
  /** Where trainings are kept, and taken up again: a file for each configuration and seed. Left out, an interrupted one is lost. */
  readonly checkpoint?: CheckpointFolder
}

export interface CheckpointFolder {
  readonly folder: string
  /** Steps from one checkpoint to the next. */
  readonly every: number
}

export interface ExperimentOptions extends DataCheckOptions {
  /** Row name. @default the sampler's name, else the encoder's */
  readonly name?: string
  /** Row label. @default the sampler's label, else the encoder's */
  readonly label?: string
  readonly encoder: EncoderSource
  /** Left out, the encoder is evaluated as it is. */
  readonly training?: TrainingOptions
  /** Held, or streamed: then vectors lie in a temporary file, and memory does not grow with the texts. */
  readonly dataset: Dataset | StreamedDataset
  /** One training and evaluation a seed; scores are means over them. @default [1] */
  readonly seeds?: readonly number[]
  /** Measures or their notation. @default AP, RR, nDCG@10, R@1, R@10, R@100, Success@1, RankDistance */
  readonly measures?: readonly (string | Measure)[]
  /** How many of each query's first results the evaluation of the first seed keeps, to be read. @default 0: nothing is; 10 in `vitest bench` */
  readonly keep?: number
}

/** What an experiment found: the plain record, and per-query scores for tests of significance. */
export interface Experiment {
  /** Everything but the key, which only a suite can give. */
  readonly record: Omit<RunRecord, 'key'>
  /** One a seed, in the order of `record.seeds`. */
  readonly evaluations: readonly Evaluation[]
  /** What was evaluated: trained encoders, in the order of `record.seeds`. A scored run has none. */
  readonly encoders: readonly Encoder[]
}
