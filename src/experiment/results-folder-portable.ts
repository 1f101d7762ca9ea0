import type { Evaluation, Score } from '../evaluation/evaluation.ts'
import { asMeasure, defaultMeasures } from '../metrics/notation.ts'
import type { Experiment, ExperimentOptions } from './experiment.ts'

/** An experiment without what cannot leave its process: encoders, functions of measures, and the data set, which is named by its hash. */
export interface PortableExperiment {
  readonly record: Experiment['record']
  readonly evaluations: readonly PortableEvaluation[]
}

interface PortableEvaluation extends Omit<Evaluation, 'dataset' | 'scores'> {
  readonly scores: readonly PortableScore[]
}

interface PortableScore extends Omit<Score, 'measure'> {
  readonly measure: string
}

export function portable({ record, evaluations }: Experiment): PortableExperiment {
  return {
    record,
    evaluations: evaluations.map(({ dataset: _, scores, ...rest }) => ({
      ...rest,
      scores: scores.map(({ measure, ...score }) => ({ ...score, measure: measure.name })),
    })),
  }
}

/**
 * The experiment that `options` ask for, of what was kept of it. Its encoders were not.
 *
 * @param file named where encoders are asked for
 */
export function restored(
  { record, evaluations }: PortableExperiment,
  { dataset, measures = defaultMeasures }: ExperimentOptions,
  file: string,
): Experiment {
  const byName = new Map(measures.map(asMeasure).map((measure) => [measure.name, measure]))
  return {
    record,
    evaluations: evaluations.map(({ scores, ...rest }) => ({
      ...rest,
      dataset,
      scores: scores.map(({ measure, ...score }) => ({ ...score, measure: byName.get(measure) ?? asMeasure(measure) })),
    })),
    get encoders(): never {
      throw new RangeError(
        `encoders: the result of ${record.name} must have been computed in this run; got one that was restored, without its encoders. Remove ${file} to compute it again.`,
      )
    },
  }
}
