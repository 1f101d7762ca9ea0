// The public API, in pipeline order.

export type { Document, Json, Language, Qrels, Query, Role, Setting, Text } from './retrieval.ts'
export { type Matrix, matrix, row, type UnitRows, unitRows } from './matrix.ts'
export type { Observer, Progress } from './progress.ts'
export { derive, type Random, seeded } from './random.ts'

// Data
export { type CldrEmoji, type CldrEmojiOptions, cldrEmoji } from './datasets/cldr-emoji.ts'
export { type Dataset, dataset, type Where } from './datasets/dataset.ts'
export { type Pair, type TrainingPair, type TrainingPairs, trainingPairs } from './datasets/training-pairs.ts'
export { type XquadROptions, xquadR } from './datasets/xquad-r.ts'

// Encoders
export type { Encoder, EncoderSource } from './encoders/encoder.ts'
export type { Forward, PlanOptions, TrainableEncoder, TrainingPlan } from './encoders/trainable.ts'
export { randomEncoder } from './encoders/random.ts'
export { type StaticEncoderOptions, staticEncoder } from './encoders/static.ts'

// Samplers
export { type AsSamplerOptions, asSampler } from './samplers/as-sampler.ts'
export { crossLingual } from './samplers/cross-lingual.ts'
export { type HybridOptions, hybrid } from './samplers/hybrid.ts'
export { mixed } from './samplers/mixed.ts'
export { type MonolingualOptions, monolingual } from './samplers/monolingual.ts'
export type { Batch, BatchOptions, DrawBatches, Example, Sampler } from './samplers/sampler.ts'
export { shuffled } from './samplers/shuffled.ts'

// Training
export type { Bags, Kernel, RowGradients } from './backends/kernel/kernel.ts'
export { type InBatchNegativesOptions, inBatchNegatives } from './losses/in-batch-negatives.ts'
export type { Loss, LossBatch } from './losses/loss.ts'
export { type AdamOptions, adam } from './training/adam.ts'
export { gradientOfRow, type Optimizer, type UpdateOptions, type UpdateRows } from './training/optimizer.ts'
export { constant, linearDecay, type Schedule, type WarmUpOptions, warmUp } from './training/schedules.ts'
export type { LossPoint } from './training/loss-curve.ts'
export { type Trained, type TrainOptions, train } from './training/train.ts'

// Evaluation
export { type Embeddings, type EmbedOptions, embed } from './evaluation/embed.ts'
export { type EvaluateOptions, evaluate } from './evaluation/evaluate.ts'
export type { Evaluation, Score } from './evaluation/evaluation.ts'
export { averagePrecision } from './metrics/average-precision.ts'
export type { Judged, Measure } from './metrics/measure.ts'
export { ndcg } from './metrics/ndcg.ts'
export { defaultMeasures, measure } from './metrics/notation.ts'
export { randomRankDistance, rankDistance, rankDistanceFloor } from './metrics/rank-distance.ts'
export { recall } from './metrics/recall.ts'
export { reciprocalRank } from './metrics/reciprocal-rank.ts'
export { success } from './metrics/success.ts'
export {
  type PairedRandomisation,
  type PairedRandomisationOptions,
  pairedRandomisation,
} from './statistics/paired-randomisation.ts'

// Experiments and their reports
export type { Experiment, ExperimentOptions, TrainingOptions } from './experiment/experiment.ts'
export type { RunRecord, ScoreRecord } from './experiment/record.ts'
export { runExperiment } from './experiment/run.ts'
export { renderReport } from './report/html.ts'
export type { Report, ReportCase } from './report/report.ts'
export { version } from './version.ts'
