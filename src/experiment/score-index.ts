import type { ApproximationLoss, MeasureLoss } from '../evaluation/approximation-loss.ts'
import { type EvaluateIndexOptions, evaluateIndex } from '../evaluation/evaluate-index.ts'
import type { Measure } from '../metrics/measure.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Observer } from '../progress.ts'
import type { Json } from '../retrieval.ts'
import { type DataCheckOptions, dataChecks } from './data-checks.ts'
import type { Experiment } from './experiment.ts'
import { experimentRecord } from './experiment-record.ts'

export interface ScoreIndexOptions
  extends Pick<EvaluateIndexOptions, 'dataset' | 'index' | 'queries' | 'k' | 'keep'>,
    Omit<DataCheckOptions, 'dataset'> {
  /** Row name. */
  readonly name: string
  /** @default the name */
  readonly label?: string
  /** What made the vectors, of queries and documents alike: other vectors must not look the same. */
  readonly encoder: { readonly name: string; readonly configuration: Json }
  /** Measures of ranks, or their notation. */
  readonly measures: readonly (string | Measure)[]
  /** What `approximationLoss` told of the index: its sentences stand with the record. */
  readonly loss?: ApproximationLoss
}

/**
 * Measures what an index returns, in the form of an experiment: the same record, per query values for tests. How it was
 * searched is in the configuration under `search`, so that the gate compares no approximate run with an exact one.
 *
 * @throws {RangeError} a data set whose texts make figures meaningless, or as `evaluateIndex`
 */
export async function scoreIndex(options: ScoreIndexOptions, observer: Observer = {}): Promise<Experiment> {
  const { dataset, index, queries, k, keep = 0, name, label = name, encoder, loss } = options
  const measures = options.measures.map(asMeasure)
  const checks = await dataChecks(options, observer)
  const start = performance.now()
  const { evaluation, search, warnings } = await evaluateIndex({
    dataset,
    index,
    queries,
    measures,
    k,
    keep,
    ...observer,
  })
  const all = [...warnings, ...(loss ? lossSentences(loss) : [])]
  return {
    record: experimentRecord({
      name,
      label,
      control: false,
      encoder,
      dataset,
      checks,
      training: null,
      seeds: [1],
      evaluations: [evaluation],
      configuration: { encoder, search, measures: measures.map((each) => each.name) },
      seconds: { encode: 0, evaluate: (performance.now() - start) / 1000 },
      ...(all.length > 0 && { warnings: all }),
    }),
    evaluations: [evaluation],
    encoders: [],
  }
}

/** What an approximate search cost, one sentence for what it missed and one for each measure whose value moved. */
export function lossSentences({ recall, measures, k, queries }: ApproximationLoss): string[] {
  const found = recall.map(({ setting, value, interval }) => `${setting} ${shown(value, 4)}${within(interval, 4)}`)
  return [
    `Approximate search: of the exact first ${k} it found ${found.join(', ')}, on ${queries} queries.`,
    ...measures.filter(({ change }) => change !== 0).map(moved),
  ]
}

function moved({ measure, setting, exact, approximate, change, interval, bounded }: MeasureLoss): string {
  const values = `${shown(exact, 4)} exactly, ${shown(approximate, 4)} approximately`
  const sign = change > 0 ? '+' : ''
  const bound = bounded ? ' Some values are bounds.' : ''
  return `Approximate search moved ${measure}, ${setting}, by ${sign}${shown(change, 4)}${within(interval, 4)}: ${values}.${bound}`
}

function within(interval: readonly [number, number] | null, digits: number): string {
  return interval ? ` [${shown(interval[0], digits)}, ${shown(interval[1], digits)}]` : ''
}

function shown(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−')
}
