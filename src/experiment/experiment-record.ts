import { availableParallelism } from 'node:os'
import type { Dataset } from '../datasets/dataset.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { canonicalJson, sha256 } from '../hash.ts'
import { version } from '../version.ts'
import type { Experiment } from './experiment.ts'
import type { RunRecord } from './record.ts'
import { rankDistanceRecord, scoreRecords } from './summary.ts'

/** What a record is made of, apart from what follows from it. */
export interface ExperimentFacts
  extends Pick<
    RunRecord,
    'name' | 'label' | 'control' | 'encoder' | 'training' | 'seeds' | 'configuration' | 'seconds' | 'warnings'
  > {
  readonly dataset: Dataset
  /** One a seed. */
  readonly evaluations: readonly Evaluation[]
}

/** The plain record of an experiment: facts, sums over seeds, hashes, and where it ran. */
export function experimentRecord({ dataset, evaluations, ...facts }: ExperimentFacts): Experiment['record'] {
  const refused = evaluations[0]?.refused ?? []
  return {
    schema: 1,
    ...facts,
    dataset: {
      name: dataset.name,
      revision: dataset.revision,
      hash: dataset.hash,
      languages: dataset.languages,
      queries: dataset.queries.length,
      documents: dataset.documents.length,
    },
    scores: scoreRecords(evaluations),
    rankDistance: rankDistanceRecord(evaluations),
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
