import { join } from 'node:path'
import { isStreamed } from '../datasets/document-stream.ts'
import type { Encoder } from '../encoders/encoder.ts'
import { embed } from '../evaluation/embed.ts'
import { embedStream } from '../evaluation/embed-stream.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { evaluateStream } from '../evaluation/evaluate-stream.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { canonicalJson, sha256 } from '../hash.ts'
import { mean } from '../mean.ts'
import type { Measure } from '../metrics/measure.ts'
import { asMeasure, defaultMeasures } from '../metrics/notation.ts'
import { type Observer, together } from '../progress.ts'
import type { Json } from '../retrieval.ts'
import { samplerOf } from '../samplers/as-sampler.ts'
import type { Sampler } from '../samplers/sampler.ts'
import { linearDecay } from '../training/schedules.ts'
import { type Trained, type TrainOptions, train } from '../training/train.ts'
import { validationIdentity } from '../training/validation.ts'
import { type DataChecks, dataChecks } from './data-checks.ts'
import type { Experiment, ExperimentOptions, TrainingOptions } from './experiment.ts'
import { experimentRecord } from './experiment-record.ts'
import type { TrainingRecord } from './record.ts'

/** An experiment with every default filled in. */
interface Plan extends Omit<ExperimentOptions, 'training' | 'seeds' | 'measures'> {
  readonly training: (TrainingOptions & { readonly sampler: Sampler }) | null
  readonly seeds: readonly number[]
  readonly measures: readonly Measure[]
}

/** What one seed gave. */
interface Trial extends Evaluated {
  readonly encoder: Encoder
  readonly trained: Trained | null
}

interface Evaluated {
  readonly evaluation: Evaluation
  readonly seconds: { readonly encode: number; readonly evaluate: number }
}

/**
 * Trains the encoder once a seed, or takes it as it is, evaluates each on the data set in every setting, and sums up.
 * Seeds train at the same time on as many cores as there are. The same options give the same scores, bit for bit.
 *
 * @throws {RangeError} no seed, the same seed twice, or a seed that is not an integer; a data set whose texts make its
 * figures meaningless (`inspection`)
 */
export async function runExperiment(options: ExperimentOptions, observer: Observer = {}): Promise<Experiment> {
  const plan = completed(options)
  const checks = await dataChecks(plan, observer)
  const observers = together(observer, plan.seeds.length)
  const trials = await Promise.all(
    plan.seeds.map((seed, i) => runTrial(i === 0 ? plan : { ...plan, keep: 0 }, seed, observers[i] as Observer)),
  )
  return {
    record: recordOf(plan, trials, checks),
    evaluations: trials.map((trial) => trial.evaluation),
    encoders: trials.map((trial) => trial.encoder),
  }
}

/**
 * The configuration that an experiment's record will have, known before it runs.
 *
 * @throws as `runExperiment`; whatever an encoder throws whose configuration is not known before it was created
 */
export function configurationBefore(options: ExperimentOptions): Json {
  return configurationOf(completed(options))
}

function completed(options: ExperimentOptions): Plan {
  const { training = null, seeds = [1], measures = defaultMeasures, ...rest } = options
  if (seeds.length === 0 || new Set(seeds).size < seeds.length || !seeds.every(Number.isSafeInteger)) {
    throw new RangeError(`runExperiment: seeds must be one or more different integers; got [${seeds.join(', ')}].`)
  }
  return {
    ...rest,
    seeds,
    measures: measures.map(asMeasure),
    training: training && { ...training, sampler: samplerOf(training.sampler) },
  }
}

async function runTrial(plan: Plan, seed: number, observer: Observer): Promise<Trial> {
  const { encoder: source, training } = plan
  const fresh = await source.create(seed, observer)
  const trained = training && (await train({ encoder: fresh, ...trainOptions(plan, training, seed), ...observer }))
  const encoder = trained?.encoder ?? fresh
  return { encoder, trained, ...(await evaluated(plan, encoder, observer)) }
}

async function evaluated(plan: Plan, encoder: Encoder, observer: Observer): Promise<Evaluated> {
  const { dataset, measures, keep = 0 } = plan
  const { name } = plan.encoder
  const start = performance.now()
  const timed = (encoded: number, evaluation: Evaluation): Evaluated => ({
    evaluation,
    seconds: { encode: (encoded - start) / 1000, evaluate: (performance.now() - encoded) / 1000 },
  })
  if (!isStreamed(dataset)) {
    const vectors = await embed({ encoder, name, dataset, ...observer })
    return timed(performance.now(), await evaluate({ dataset, ...vectors, measures, keep, ...observer }))
  }
  const vectors = await embedStream({ encoder, name, dataset, ...observer })
  try {
    return timed(performance.now(), await evaluateStream({ dataset, ...vectors, measures, keep, ...observer }))
  } finally {
    await vectors.documents.close()
  }
}

function trainOptions(
  plan: Plan,
  { checkpoint, ...training }: NonNullable<Plan['training']>,
  seed: number,
): Omit<TrainOptions, 'encoder'> {
  if (!checkpoint) return { ...training, seed }
  // Measures and seeds of the others decide nothing of this training.
  const configuration = configurationOf({ ...plan, measures: [], seeds: [seed] })
  const name = sha256(canonicalJson(configuration), training.pairs.hash).slice(0, 16)
  const file = join(checkpoint.folder, `${training.sampler.name}-${name}-seed-${seed}.safetensors`)
  return { ...training, seed, checkpoint: { file, every: checkpoint.every } }
}

function recordOf(plan: Plan, trials: readonly Trial[], checks: DataChecks): Experiment['record'] {
  const { encoder: source, training, dataset, seeds } = plan
  return experimentRecord({
    name: plan.name ?? training?.sampler.name ?? source.name,
    label: plan.label ?? training?.sampler.label ?? source.label,
    control: source.control && !training,
    encoder: { name: source.name, configuration: source.configuration },
    dataset,
    checks,
    training: training && trainingRecord(training, trials),
    seeds,
    evaluations: trials.map((trial) => trial.evaluation),
    configuration: configurationOf(plan),
    ...(source.warnings?.length && { warnings: source.warnings }),
    seconds: {
      encode: mean(trials.map((trial) => trial.seconds.encode)),
      evaluate: mean(trials.map((trial) => trial.seconds.evaluate)),
    },
  })
}

/** Everything that was asked for and decides a score, apart from the data sets, which have hashes of their own. */
function configurationOf({ encoder, training, seeds, measures }: Plan): Json {
  return {
    encoder: { name: encoder.name, configuration: encoder.configuration },
    training: training && {
      sampler: { name: training.sampler.name, configuration: training.sampler.configuration },
      loss: { name: training.loss.name, configuration: training.loss.configuration },
      optimizer: { name: training.optimizer.name, configuration: training.optimizer.configuration },
      schedule: scheduleConfiguration(training),
      steps: training.steps,
      batchSize: training.batchSize,
      // Named only where asked for, so that configurations without them keep their hash.
      ...(training.hardNegatives && { hardNegatives: training.hardNegatives }),
      ...(training.validation && { validation: validationIdentity(training.validation) }),
    },
    seeds,
    measures: measures.map(({ name }) => name),
  }
}

function scheduleConfiguration({ schedule = linearDecay() }: TrainingOptions): Json {
  return { name: schedule.name, configuration: schedule.configuration }
}

function trainingRecord(training: NonNullable<Plan['training']>, trials: readonly Trial[]): TrainingRecord {
  const trained = trials.flatMap((trial) => trial.trained ?? [])
  const { name, revision, hash, pairs } = training.pairs
  return {
    sampler: training.sampler.name,
    samplerLabel: training.sampler.label,
    pairs: { name, revision, hash, concepts: pairs.length },
    steps: training.steps,
    batchSize: training.batchSize,
    curves: trained.map(({ curve }) => curve),
    seconds: trained.map(({ seconds }) => seconds),
    kernel: trained[0]?.kernel ?? 'none',
    ...(training.validation && {
      validation: {
        measure: asMeasure(training.validation.measure ?? 'AP').name,
        setting: training.validation.setting ?? 'multilingual',
        curves: trained.map(({ validation }) => validation),
        chosen: trained.map((each) => each.steps),
      },
    }),
  }
}
