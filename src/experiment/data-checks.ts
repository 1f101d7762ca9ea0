import type { Dataset } from '../datasets/dataset.ts'
import { isStreamed, type StreamedDataset } from '../datasets/document-stream.ts'
import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Finding } from '../integrity/finding.ts'
import { type Inspection, inspect, inspectStreamed } from '../integrity/inspect.ts'
import { languagesSeen } from '../leakage/languages-seen.ts'
import { overlap } from '../leakage/overlap.ts'
import { type OverlapTotals, overlapTotals } from '../leakage/overlap-totals.ts'
import type { Observer } from '../progress.ts'
import type { TrainingOptions } from './experiment.ts'
import type { InspectionRecord, TrainingRecord } from './record.ts'

export interface DataCheckOptions {
  /**
   * What findings that make figures meaningless do, such as a file in the wrong script: end the experiment, or, for data
   * that is meant to be so, stand in the record and the report as errors that were let pass. @default 'stop'
   */
  readonly inspection?: 'stop' | 'warn'
}

export interface DataToCheck extends DataCheckOptions {
  readonly dataset: Dataset | StreamedDataset
  readonly training?: Pick<TrainingOptions, 'pairs' | 'validation'> | null | undefined
}

/** What is known of an experiment's data before it runs. */
export interface DataChecks {
  readonly inspection?: InspectionRecord
  readonly training?: Pick<TrainingRecord, 'overlap' | 'languages'>
  readonly warnings?: readonly string[]
}

/**
 * Inspects a data set and looks for its texts in the training pairs, each once a process however many experiments share
 * them, and outside everything that is timed. Of a data set whose documents are streamed, the queries alone are looked for.
 *
 * @throws {RangeError} findings that make figures meaningless, unless they are let pass: the message lists them
 */
export async function dataChecks(
  { dataset, training, inspection = 'stop' }: DataToCheck,
  { signal }: Observer = {},
): Promise<DataChecks> {
  const inspected = isStreamed(dataset) ? await inspectedStream(dataset, signal) : inspections(dataset)
  if (inspection === 'stop') refuse(dataset.name, inspected.errors)
  const { counts, errors, warnings } = inspected
  return {
    inspection: { perLanguage: Object.fromEntries(counts.perLanguage), errors, warnings },
    ...(training && { training: trainingChecks(training.pairs, dataset) }),
    ...(training?.validation?.dataset.hash === dataset.hash && { warnings: [chosenOnEvaluation] }),
  }
}

const chosenOnEvaluation =
  'The encoder was chosen (validation) on the data that it is evaluated on: scores are higher than on data it was not chosen on.'

const inspections = once((dataset: Dataset): Inspection => inspect(dataset))
const inspectionsOfStreams = new WeakMap<StreamedDataset, Inspection>()
const overlaps = once((training: TrainingPairs) =>
  once((evaluation: Dataset | StreamedDataset): OverlapTotals => {
    const near = textsIn(training) <= mostForNear
    if (!isStreamed(evaluation)) return overlapTotals(overlap({ training, evaluation, near }))
    const queriesAlone = { ...evaluation, documents: [] }
    return { ...overlapTotals(overlap({ training, evaluation: queriesAlone, near })), documents: null }
  }),
)

/** Training texts up to which near-duplicates are looked for unasked: half a minute of one core. */
const mostForNear = 1_000_000

function textsIn({ pairs }: TrainingPairs): number {
  let count = 0
  for (const { translations } of pairs) {
    for (const { negatives = [] } of Object.values(translations)) count += 2 + negatives.length
  }
  return count
}

/** An inspection that was aborted is none: the next experiment begins anew. */
async function inspectedStream(dataset: StreamedDataset, signal: AbortSignal | undefined): Promise<Inspection> {
  const inspected = inspectionsOfStreams.get(dataset) ?? (await inspectStreamed(dataset, { ...(signal && { signal }) }))
  inspectionsOfStreams.set(dataset, inspected)
  return inspected
}

function trainingChecks(pairs: TrainingPairs, dataset: Dataset | StreamedDataset): DataChecks['training'] & object {
  return { overlap: overlaps(pairs)(dataset), languages: languagesSeen(pairs.languages, dataset.languages) }
}

/** A function of an object that computes its value once, and forgets it with the object. */
function once<Of extends object, Value extends object>(compute: (of: Of) => Value): (of: Of) => Value {
  const known = new WeakMap<Of, Value>()
  return (of) => {
    const value = known.get(of) ?? compute(of)
    known.set(of, value)
    return value
  }
}

function refuse(name: string, errors: readonly Finding[]): void {
  if (errors.length === 0) return
  const found = errors.map(({ message, examples }) => [message, ...examples].join('\n    ')).join('\n  ')
  throw new RangeError(
    `dataChecks: the texts and judgements of ${name} must be what they are taken for; got ${errors.length === 1 ? 'a finding that makes' : `${errors.length} findings that make`} its figures meaningless:\n  ${found}\nMend the data or, where it is meant to be so, set inspection: 'warn'.`,
  )
}
