import { basename } from 'node:path'
import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import { evaluateRun } from '../evaluation/evaluate-run.ts'
import { judgedDataset } from '../evaluation/judged-dataset.ts'
import { needsMoreThanRanks } from '../evaluation/needs.ts'
import { rankings } from '../evaluation/rankings.ts'
import type { RunOptions } from '../formats/grouped-queries.ts'
import { readQrels } from '../formats/trec-qrels.ts'
import type { Measure } from '../metrics/measure.ts'
import { asMeasure, defaultMeasures } from '../metrics/notation.ts'
import type { Observer } from '../progress.ts'
import type { Qrels, Ranking, Run } from '../retrieval.ts'
import { type DataCheckOptions, dataChecks } from './data-checks.ts'
import type { Experiment, ExperimentOptions } from './experiment.ts'
import { experimentRecord } from './experiment-record.ts'

interface RunToScore extends Pick<RunOptions, 'precision'>, Pick<ExperimentOptions, 'keep'> {
  /** Row name. @default the file's name without its ending, else `run` */
  readonly name?: string
  /** @default the name */
  readonly label?: string
  /** A TREC run file, gzipped or not, or rankings in memory: searches of one pool of all documents. */
  readonly run: string | Run
  /** Measures of ranks, or their notation. @default AP, RR, nDCG@10, R@1, R@10, R@100, Success@1, and RankDistance where languages are known */
  readonly measures?: readonly (string | Measure)[]
}

/** Results of some system, and what they are held against. */
export type ScoreRunOptions =
  /** A data set, which knows languages: every setting is measured. */
  | (RunToScore & DataCheckOptions & { readonly dataset: Dataset | StreamedDataset })
  /** Judgements alone, a TREC qrels file or a map: one setting, called monolingual. */
  | (RunToScore & { readonly qrels: string | Qrels })

/**
 * Measures what some other system returned, in the form of an experiment: the same record, per query values for tests.
 *
 * @throws {RangeError} a data set whose texts make figures meaningless, a measure that needs vectors or languages that are not known, or as `evaluateRun`
 * @throws {SyntaxError} `file:line: …`: a malformed line
 */
export async function scoreRun(options: ScoreRunOptions, observer: Observer = {}): Promise<Experiment> {
  const { name = nameOf(options.run), precision, keep = 0 } = options
  const reading = { ...(precision && { precision }), ...(observer.signal && { signal: observer.signal }) }
  const checks = 'dataset' in options ? await dataChecks(options, observer) : {}
  const start = performance.now()
  const { dataset, run, measures } = await known(options, reading)
  const { evaluation, warnings } = await evaluateRun({ dataset, run, measures, keep, ...observer })
  return {
    record: experimentRecord({
      name,
      label: options.label ?? name,
      control: false,
      encoder: { name, configuration: null },
      dataset,
      checks,
      training: null,
      seeds: [1],
      evaluations: [evaluation],
      configuration: { run: name, precision: precision ?? 'double', measures: measures.map((each) => each.name) },
      seconds: { encode: 0, evaluate: (performance.now() - start) / 1000 },
      ...(warnings.length > 0 && { warnings }),
    }),
    evaluations: [evaluation],
    encoders: [],
  }
}

interface Known {
  readonly dataset: Dataset | StreamedDataset
  /** Verified and in order. */
  readonly run: Run
  readonly measures: readonly Measure[]
}

async function known(options: ScoreRunOptions, reading: RunOptions): Promise<Known> {
  const wanted = options.measures?.map(asMeasure)
  const verified = rankings(options.run, reading)
  if ('dataset' in options) return { dataset: options.dataset, run: verified, measures: wanted ?? defaultMeasures }
  const { qrels } = options
  const judgements = typeof qrels === 'string' ? await readQrels(qrels) : qrels
  const run: Ranking[] = []
  for await (const ranking of verified) run.push(ranking)
  const dataset = judgedDataset(typeof qrels === 'string' ? basename(qrels) : 'judgements', judgements, run)
  const usual = defaultMeasures.filter((measure) => !needsMoreThanRanks(measure))
  return { dataset, run, measures: (wanted ?? usual).map(inOneSetting) }
}

/** @throws {RangeError} a measure of more than ranks */
function inOneSetting(measure: Measure): Measure {
  if (!needsMoreThanRanks(measure)) return { ...measure, settings: ['monolingual'] }
  throw new RangeError(
    `scoreRun: judgements alone know no languages and no pool, which ${measure.name} looks at. Give { dataset } in place of { qrels }.`,
  )
}

/** `results/bm25.run.gz` → `bm25`. */
function nameOf(run: string | Run): string {
  return typeof run === 'string' ? basename(run).replace(/(\.(run|trec|txt|tsv))?(\.gz)?$/, '') : 'run'
}
