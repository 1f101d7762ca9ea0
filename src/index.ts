// The public API, in pipeline order.

export type {
  Document,
  Json,
  Language,
  Qrels,
  Query,
  Ranking,
  Role,
  Run,
  Setting,
  Text,
} from './retrieval.ts'
export { type Matrix, matrix, row, type UnitRows, unitRows } from './matrix.ts'
export type { Observer, Progress } from './progress.ts'
export { derive, type Random, seeded } from './random.ts'

// Data
export { type CldrEmoji, type CldrEmojiOptions, cldrEmoji } from './datasets/cldr-emoji.ts'
export { type Dataset, dataset, type Ignored, type Where } from './datasets/dataset.ts'
export { type DocumentStream, isStreamed, type StreamedDataset } from './datasets/document-stream.ts'
export { type StreamedSource, streamedDataset } from './datasets/streamed-dataset.ts'
export { type Pair, type TrainingPair, type TrainingPairs, trainingPairs } from './datasets/training-pairs.ts'
export { answerableQueries } from './datasets/answerable-queries.ts'
export { type BeirOptions, beir } from './datasets/beir.ts'
export type { BeirEntry } from './datasets/beir-entries.ts'
export { withoutIdenticalIds } from './datasets/beir-identical-ids.ts'
export type { BeirSelection } from './datasets/beir-selection.ts'
export { writeBeir } from './datasets/beir-write.ts'
export type { DatasetCard, LanguageCounts } from './datasets/cards/card.ts'
export { datasetCard, datasetCards } from './datasets/cards/cards.ts'
export { type MtebFolderOptions, mtebFolder } from './datasets/hugging-face-folder.ts'
export type { LareqaCandidate } from './datasets/lareqa-dataset.ts'
export type { LareqaFetchOptions } from './datasets/lareqa-fetch.ts'
export { type MiraclOptions, miracl, miraclLanguages } from './datasets/miracl.ts'
export { type MlqaROptions, mlqaR, mlqaRLanguages } from './datasets/mlqa-r.ts'
export { type PairLinesOptions, pairLines } from './datasets/pair-lines.ts'
export type { PairField, PairFormat } from './datasets/pair-lines-rows.ts'
export { type ParallelSentencesOptions, parallelSentences } from './datasets/parallel-sentences.ts'
export { type SquadPairsOptions, squadPairs } from './datasets/squad-pairs.ts'
export { type XquadROptions, xquadR } from './datasets/xquad-r.ts'
export { xquadRLanguages } from './datasets/xquad-r-files.ts'
export { type XquadRSplit, type XquadRSplitOptions, xquadRSplit } from './datasets/xquad-r-split.ts'

export type { DatasetFetchOptions } from './downloads/dataset-place.ts'
export { DownloadError, type DownloadFailure } from './downloads/download-error.ts'
export type { ExpectedContent, FoundContent } from './downloads/expected-content.ts'
export { type FetchedFile, type FetchOptions, type FileToFetch, fetchFile } from './downloads/fetch-file.ts'
export { fetchFiles } from './downloads/fetch-files.ts'
export { type HubFolder, hubFolder } from './downloads/hub-folder.ts'
export type { PinnedFile } from './downloads/hub-lock-file.ts'
export type { HubPlace } from './downloads/hub-place.ts'
export type { HubFolderOptions } from './downloads/hub-task.ts'
export type { Patience } from './downloads/retries.ts'

// What data hold, and what training has seen of an evaluation
export type { Counts, CountsByLanguage } from './integrity/counts.ts'
export type { Finding, Inspected } from './integrity/finding.ts'
export { type Inspection, inspect, inspectStreamed } from './integrity/inspect.ts'
export {
  type OutlyingPair,
  type OutlyingPairsOptions,
  outlyingPairs,
  type PairScores,
} from './integrity/outlying-pairs.ts'
export { type LanguagesSeen, languagesSeen } from './leakage/languages-seen.ts'
export {
  type Overlap,
  type OverlapCount,
  type OverlapExample,
  type OverlapOptions,
  overlap,
  type SharedConcepts,
  type Source,
} from './leakage/overlap.ts'
export { type OverlapTotals, overlapTotals, type SeenTotals } from './leakage/overlap-totals.ts'
export type { TrainingRole, TrainingText } from './leakage/training-texts.ts'

// Training pairs in more languages
export type { ChatUsage } from './translation/chat-ask.ts'
export { type ChatTranslator, type ChatTranslatorOptions, chatTranslator } from './translation/chat-translator.ts'
export { exportTexts } from './translation/export-texts.ts'
export { type FileTranslatorOptions, fileTranslator } from './translation/file-translator.ts'
export { type M2M100Options, m2m100Translator } from './translation/m2m100.ts'
export type { SourceOptions } from './translation/source-texts.ts'
export { type TranslatedPairs, type TranslateOptions, translate } from './translation/translate.ts'
export type { TranslationFlag } from './translation/translation-checks.ts'
export type { FlaggedTranslation, LanguageTranslation, TranslationReport } from './translation/translation-report.ts'
export type { Direction, Translator, TranslatorOptions } from './translation/translator.ts'

// Files of other tools
export { type MtebResult, type MtebResultOptions, type MtebScores, mtebResult } from './formats/mteb-result.ts'
export { type MtebModel, writeMtebResult } from './formats/write-mteb-result.ts'
export type { RunOptions } from './formats/grouped-queries.ts'
export { readQrels, writeQrels } from './formats/trec-qrels.ts'
export { readRun, writeRun } from './formats/trec-run.ts'
export { openSafetensors, type Safetensors, type SafetensorsPlace } from './formats/safetensors.ts'
export { readFloats, readIntegers } from './formats/safetensors-values.ts'
export { type TensorToWrite, writeSafetensors } from './formats/write-safetensors.ts'

// Encoders
export type { Encoder, EncoderSource } from './encoders/encoder.ts'
export type {
  EncoderTraining,
  Forward,
  PlanOptions,
  StepsPlan,
  TableEncoder,
  TablePlan,
  TrainableEncoder,
  TrainableSource,
  TrainingPlan,
} from './encoders/trainable.ts'
export { type PretrainedOptions, type PretrainedSource, pretrained } from './encoders/pretrained.ts'
export { type ProjectionOptions, projection } from './encoders/projection/projection.ts'
export { type EndpointOptions, type EndpointSource, endpoint } from './encoders/endpoint/endpoint.ts'
export type { Architecture } from './encoders/folder/architecture.ts'
export type { Dense, ModelFolder, Pooling, PoolingMode } from './encoders/folder/model-folder.ts'
export { readModelFolder } from './encoders/folder/read-model-folder.ts'
export type { Weights } from './encoders/folder/weights.ts'
export { saveEncoder, type SaveEncoderOptions } from './encoders/save/save-encoder.ts'
export type { ModelCard } from './encoders/save/model-card.ts'
export { randomEncoder } from './encoders/random.ts'
export { type StaticEncoderOptions, staticEncoder } from './encoders/static.ts'

export { m2m100Definition, type M2M100Files } from './tokenizers/m2m100-definition.ts'
export type { LanguageToken } from './tokenizers/language-tokens.ts'
export { pretrainedTokenizer, type PretrainedTokenizerOptions, type TokenizerFolder } from './tokenizers/pretrained.ts'
export type { Tokenizer, TokenizeOptions, Tokens } from './tokenizers/tokenizer.ts'

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
export { OutOfMemory } from './backends/tensorflow/out-of-memory.ts'
export { type InBatchNegativesOptions, inBatchNegatives } from './losses/in-batch-negatives.ts'
export type { HardNegatives, Loss, LossBatch } from './losses/loss.ts'
export type { NegativeVarianceOptions } from './losses/negative-variance.ts'
export { type AdamOptions, type AdamWOptions, adam, adamW } from './training/adam.ts'
export type { CheckpointOptions } from './training/checkpoint.ts'
export { gradientOfRow, type Optimizer, type UpdateOptions, type UpdateRows } from './training/optimizer.ts'
export { constant, linearDecay, type Schedule, type WarmUpOptions, warmUp } from './training/schedules.ts'
export type { LossPoint } from './training/loss-curve.ts'
export type { StepsOptions, StepsOutcome, TrainingState } from './training/steps.ts'
export { type Trained, type TrainOptions, train } from './training/train.ts'
export type { Limit } from './training/mining/choose-negatives.ts'
export {
  type IncompletePair,
  type Mined,
  type MiningOptions,
  mineHardNegatives,
} from './training/mining/mine-hard-negatives.ts'
export type { MiningRules } from './training/mining/mining-rules.ts'
export type { ValidationOptions, ValidationPoint } from './training/validation.ts'

// Evaluation
export { type Embeddings, type EmbedOptions, embed } from './evaluation/embed.ts'
export { type EvaluateOptions, evaluate } from './evaluation/evaluate.ts'
export type { EvaluatedDataset, Evaluation, Score } from './evaluation/evaluation.ts'
export type { JudgedDocument, Retrieved, RetrievedByQuery, ScoredDocuments } from './evaluation/retrieved.ts'
export { type EmbedStreamOptions, embedStream, type StreamEmbeddings } from './evaluation/embed-stream.ts'
export { type EvaluateStreamOptions, evaluateStream } from './evaluation/evaluate-stream.ts'
export {
  type OpenVectorFileOptions,
  openVectorFile,
  type StoredPrecision,
  type StoredVectors,
} from './evaluation/open-vector-file.ts'
export type { VectorFile } from './evaluation/vector-file.ts'
export { type WriteVectorFileOptions, writeVectorFile } from './evaluation/write-vector-file.ts'
export { type MeasuredBounds, type MeasuredRun, type MeasureRunOptions, measureRun } from './evaluation/measure-run.ts'

export type { Refusal } from './search/engines.ts'
export type { EngineName } from './search/products.ts'
export { search, type SearchOptions } from './search/search.ts'
export { exactRanks, type AskedRanks, type ExactRanks, type RankingProblem } from './search/ranks.ts'
export { type DocumentPool, documentPool } from './search/document-pool.ts'
export type { StreamedDocuments } from './search/stream-chunks.ts'
export { streamedRanks, type StreamedProblem } from './search/streamed-ranks.ts'

// Indexes: documents searched in memory, from a folder, or by a server
export type { Hits, IndexedDocument, IndexSearchOptions, SearchIndex } from './indexes/search-index.ts'
export { type BuildIndexOptions, buildIndex, type BuiltIndex } from './indexes/build-index.ts'
export { type ExactIndexOptions, exactIndex } from './indexes/exact-index.ts'
export { type MilvusOptions, type MilvusServer, milvus } from './indexes/milvus/milvus.ts'
export type { FlatOptions, HnswOptions, IvfFlatOptions, MilvusIndexOptions } from './indexes/milvus/index-settings.ts'
export {
  type EvaluatedIndex,
  type EvaluateIndexOptions,
  evaluateIndex,
  type SearchConfiguration,
} from './evaluation/evaluate-index.ts'
export {
  type ApproximationLoss,
  type ApproximationLossOptions,
  approximationLoss,
  type MeasureLoss,
  type RecallOfExact,
} from './evaluation/approximation-loss.ts'
export { type ScoreIndexOptions, scoreIndex } from './experiment/score-index.ts'

// Measures of quality
export { type AveragePrecisionOptions, averagePrecision } from './metrics/average-precision.ts'
export { type BprefOptions, bpref } from './metrics/bpref.ts'
export { type CountOptions, numQ, numRel, numRelRet, numRet } from './metrics/counts.ts'
export type { Definition, Parameters } from './metrics/family.ts'
export { judgedShare } from './metrics/judged-share.ts'
export type { Bound, Judged, Measure, Moments, Needs, NegativeCosines, Side } from './metrics/measure.ts'
export { type NdcgOptions, ndcg } from './metrics/ndcg.ts'
export { defaultMeasures, type MeasureDefinition, measure, measureDefinitions } from './metrics/notation.ts'
export { type PrecisionOptions, precision } from './metrics/precision.ts'
export { type RPrecisionOptions, rPrecision } from './metrics/r-precision.ts'
export { type RecallOptions, recall } from './metrics/recall.ts'
export { type ReciprocalRankOptions, reciprocalRank } from './metrics/reciprocal-rank.ts'
export { type SuccessOptions, success } from './metrics/success.ts'

// Measures of language bias
export { completeness } from './metrics/completeness.ts'
export { languageDivergence } from './metrics/language-divergence.ts'
export { languageExposure } from './metrics/language-exposure.ts'
export { maxRank } from './metrics/max-rank.ts'
export { meanRank } from './metrics/mean-rank.ts'
export { medianRankDistance } from './metrics/median-rank-distance.ts'
export { type NegativeCosineOptions, negativeCosine } from './metrics/negative-cosine.ts'
export { normMaxRank } from './metrics/norm-max-rank.ts'
export { normRankDistance } from './metrics/norm-rank-distance.ts'
export { peer } from './metrics/peer.ts'
export { randomRankDistance, rankDistance, rankDistanceFloor } from './metrics/rank-distance.ts'
export { rankingConsistency } from './metrics/ranking-consistency.ts'
export { sameLanguageFirst } from './metrics/same-language-first.ts'
export { sameLanguageMargin } from './metrics/same-language-margin.ts'

// Statistics
export { type AcrossSeeds, acrossSeeds } from './statistics/across-seeds.ts'
export { type Bootstrap, type BootstrapOptions, bootstrap } from './statistics/bootstrap.ts'
export type { Clusters } from './statistics/clusters.ts'
export { type KendallTau, kendallTau } from './statistics/kendall-tau.ts'
export {
  type MinimumDetectableEffectOptions,
  minimumDetectableEffect,
} from './statistics/minimum-detectable-effect.ts'
export { benjaminiHochberg, holm } from './statistics/multiple-tests.ts'
export {
  type PairedRandomisation,
  type PairedRandomisationOptions,
  pairedRandomisation,
} from './statistics/paired-randomisation.ts'
export { type PairedSeeds, type PairedSeedsOptions, pairedSeeds } from './statistics/paired-seeds.ts'
export { type PairedT, type PairedTOptions, pairedT } from './statistics/paired-t.ts'

// Experiments and their reports
export type { DataCheckOptions } from './experiment/data-checks.ts'
export type { Experiment, ExperimentOptions, TrainingOptions } from './experiment/experiment.ts'
export type {
  CardRecord,
  InspectionRecord,
  OutlyingPairsRecord,
  RunRecord,
  ScoreRecord,
} from './experiment/record.ts'
export { runExperiment } from './experiment/run.ts'
export { historyOf } from './gate/history.ts'
export type { HistoryEntry } from './gate/history-entry.ts'
export { readHistory } from './gate/history-file.ts'
export type { Outcome } from './gate/outcome.ts'
export { comparedReport } from './report/compare-reports.ts'
export { type PageOptions, renderReport } from './report/html.ts'
export type { QueryResults } from './report/drill-down/query-results.ts'
export { readReport } from './report/read-report.ts'
export type { Report, ReportCase } from './report/report.ts'
export { version } from './version.ts'
