import { availableParallelism } from 'node:os'
import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { canonicalJson, sha256 } from '../hash.ts'
import { version } from '../version.ts'
import { cardRecord } from './card-record.ts'
import type { DataChecks } from './data-checks.ts'
import type { Experiment } from './experiment.ts'
import { outlyingPairsRecord } from './outlying-pairs-record.ts'
import type { RunRecord, TrainingRecord } from './record.ts'
import { languageShares, rankDistanceRecord, scoreRecords } from './summary.ts'

/** What a record is made of, apart from what follows from it. */
export interface ExperimentFacts
  extends Pick<
    RunRecord,
    'name' | 'label' | 'control' | 'encoder' | 'training' | 'seeds' | 'configuration' | 'seconds' | 'warnings'
  > {
  readonly dataset: Dataset | StreamedDataset
  /** What is known of the data. */
  readonly checks?: DataChecks
  /** One a seed. */
  readonly evaluations: readonly Evaluation[]
}

/** The plain record of an experiment: facts, sums over seeds, hashes, and where it ran. */
export function experimentRecord({
  dataset,
  evaluations,
  checks = {},
  ...facts
}: ExperimentFacts): Experiment['record'] {
  const refused = evaluations[0]?.refused ?? []
  const card = cardRecord(dataset.name)
  const scores = scoreRecords(evaluations)
  const outlying = outlyingPairsRecord(scores)
  const shares = languageShares(evaluations)
  const warnings = [...(facts.warnings ?? []), ...(checks.warnings ?? [])]
  return {
    schema: 1,
    ...facts,
    ...(warnings.length > 0 && { warnings }),
    training: facts.training && checkedTraining(facts.training, checks),
    dataset: {
      name: dataset.name,
      revision: dataset.revision,
      hash: dataset.hash,
      languages: dataset.languages,
      queries: dataset.queries.length,
      documents: dataset.documents.length,
      ...(card && { card }),
      ...(checks.inspection && { inspection: checks.inspection }),
    },
    scores,
    rankDistance: rankDistanceRecord(evaluations),
    ...(shares && { languageShares: shares }),
    ...(outlying && { outlyingPairs: outlying }),
    configurationHash: sha256(canonicalJson(facts.configuration)),
    digest: sha256(...evaluations.map((evaluation) => evaluation.digest)),
    environment: {
      package: version,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}, ${availableParallelism()} cores`,
      kernel: evaluations[0]?.kernel ?? 'none',
      ...(refused.length > 0 && { refused }),
    },
  }
}

function checkedTraining(training: TrainingRecord, checks: DataChecks): TrainingRecord {
  const card = cardRecord(training.pairs.name)
  return { ...training, pairs: { ...training.pairs, ...(card && { card }) }, ...checks.training }
}
