import type { Dataset } from '../datasets/dataset.ts'
import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { EncoderSource } from '../encoders/encoder.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Loss } from '../losses/loss.ts'
import type { Measure } from '../metrics/measure.ts'
import type { DrawBatches, Sampler } from '../samplers/sampler.ts'
import type { Optimizer } from '../training/optimizer.ts'
import type { Schedule } from '../training/schedules.ts'
import type { RunRecord } from './record.ts'

export interface TrainingOptions {
  readonly pairs: TrainingPairs
  readonly sampler: Sampler | DrawBatches
  readonly loss: Loss
  readonly optimizer: Optimizer
  /** Factor on the learning rate at each step. @default linear decay to a tenth */
  readonly schedule?: Schedule
  readonly steps: number
  /** Examples a batch. */
  readonly batchSize: number
}

export interface ExperimentOptions {
  /** Row name. @default the sampler's name, else the encoder's */
  readonly name?: string
  /** Row label. @default the sampler's label, else the encoder's */
  readonly label?: string
  readonly encoder: EncoderSource
  /** Left out, the encoder is evaluated as it is. */
  readonly training?: TrainingOptions
  readonly dataset: Dataset
  /** One training and evaluation a seed; scores are means over them. @default [1] */
  readonly seeds?: readonly number[]
  /** Measures or their notation. @default AP, RR, nDCG@10, R@1, R@10, R@100, Success@1, RankDistance */
  readonly measures?: readonly (string | Measure)[]
}

/** What an experiment found: the plain record, and per-query scores for tests of significance. */
export interface Experiment {
  /** Everything but the key, which only a suite can give. */
  readonly record: Omit<RunRecord, 'key'>
  /** One a seed, in the order of `record.seeds`. */
  readonly evaluations: readonly Evaluation[]
}
