import { relative, sep } from 'node:path'
import { inject, type TestContext } from 'vitest'
import type { Experiment, ExperimentOptions } from '../src/experiment/experiment.ts'
import type { ResultsFolder } from '../src/experiment/results-folder.ts'
import type { ScoreIndexOptions } from '../src/experiment/score-index.ts'
import type { ScoreRunOptions } from '../src/experiment/score-run.ts'
import { measuresVersion } from '../src/gate/measures-version.ts'
import type { Observer } from '../src/progress.ts'
import { timingRows } from './bench-rows.ts'
import type { Scope } from './configuration.ts'
import { firstNonFinite } from './finite.ts'
import { loadedCode } from './loaded-code.ts'
import type { KeptState, RetrievalMeta } from './meta.ts'
import { ProgressWriter } from './progress-writer.ts'
import { writeQueries } from './queries.ts'
import { Run } from './run.ts'
import { trecDepth, writeTrec } from './trec.ts'

declare module 'vitest' {
  interface TestContext {
    /** Runs retrieval experiments and brings them into the report and the gate. */
    readonly retrieval: Retrieval
  }
}

/** Key → id of the test that made it, over all tests of this worker. */
const owners = new Map<string, string>()

/** The `retrieval` of a test: every run made through it is reported and can be matched. */
export class Retrieval {
  readonly #context: TestContext
  readonly #runs: Run[] = []

  constructor(context: TestContext) {
    this.#context = context
    context.onTestFinished(async () => {
      await this.#keepQueries()
      for (const run of this.#runs) run.end()
    })
  }

  /**
   * Trains and evaluates as asked, under the test's key.
   *
   * @throws {RangeError} a score is not finite, or the key is taken
   */
  async run(options: ExperimentOptions): Promise<Run> {
    const folder = resultsFolder(this.#context)
    // Loaded here so that plain tests, which share the setup file, do not pay for it.
    const { runExperiment } = await import('../src/experiment/run.ts')
    const { keptExperiment } = await import('../src/experiment/results-folder.ts')
    const asked = { ...kept(), ...options }
    let state: KeptState | undefined
    const run = await this.#bring(options.name, async (observer) => {
      const compute = async (): Promise<Experiment> => verified(await runExperiment(asked, observer))
      if (!folder) return compute()
      const { experiment, ...rest } = await keptExperiment(asked, folder, compute, observer)
      state = rest
      return experiment
    })
    if (state) run.result.kept = state
    if (options.training) run.result.trainingLanguages = options.training.pairs.languages
    return run
  }

  /**
   * Brings the results of some other system, a TREC run file or rankings, into the same table, matchers, gate and report:
   * `retrieval.score({ run: 'bm25.run', dataset })`, or with `qrels` where only judgements are at hand. So too what an
   * index returns for vectors: `retrieval.score({ index, queries, k: 100, dataset, … })`.
   *
   * @throws {RangeError} a file is malformed (the message names its line), a score is not finite, or the key is taken
   */
  async score(options: ScoreRunOptions | ScoreIndexOptions): Promise<Run> {
    if ('index' in options) {
      const { scoreIndex } = await import('../src/experiment/score-index.ts')
      return this.#bring(options.name, (observer) => scoreIndex({ ...kept(), ...options }, observer))
    }
    const { scoreRun } = await import('../src/experiment/score-run.ts')
    return this.#bring(options.name, (observer) => scoreRun({ ...kept(), ...options }, observer))
  }

  async #bring(name: string | undefined, experimentOf: (observer: Observer) => Promise<Experiment>): Promise<Run> {
    const { task, signal, bench } = this.#context
    const configuration = inject('retrieval')
    const label = `${task.fullTestName}${name ? ` > ${name}` : ''}`
    const progress = configuration?.bench ? new ProgressWriter(configuration.progress, { id: task.id, label }) : null
    const experiment = verified(await experimentOf({ signal, ...(progress && { onProgress: progress.report }) }))
    const run = new Run(experiment, this.#keyFor(experiment.record.name))
    this.#runs.push(run)
    metaOf(this.#context).runs.push(run.result)
    for (const warning of run.record.warnings ?? []) await this.#context.annotate(warning, 'warning')
    if (configuration?.bench) {
      for (const { name: row, data } of timingRows(run.record)) await bench.from(row, () => data).run()
    }
    return run
  }

  /** The test's own key for its only run; once there are several, each takes its name behind it. */
  #keyFor(name: string): string {
    const { task } = this.#context
    const own = `${metaOf(this.#context).file} > ${task.fullTestName}`
    const [first] = this.#runs
    if (!first) return this.#claim(own)
    if (first.key === own) first.rename(this.#claim(`${own} > ${first.record.name}`))
    return this.#claim(`${own} > ${name}`)
  }

  #claim(key: string): string {
    const { id } = this.#context.task
    const taken = this.#runs.some((run) => run.key === key) || (owners.get(key) ?? id) !== id
    if (taken) {
      throw new RangeError(
        `retrieval: keys must differ within a suite; "${key}" is taken. Give the tests, or the runs by \`name\`, different names.`,
      )
    }
    owners.set(key, id)
    return key
  }

  async #keepQueries(): Promise<void> {
    const configuration = inject('retrieval')
    if (!configuration?.bench) return
    for (const run of this.#runs) {
      try {
        writeQueries(configuration.report, run)
        if (configuration.trec) await writeTrec(configuration.report, run)
      } catch (error) {
        metaOf(this.#context).problems.push(`The per-query results could not be written: ${(error as Error).message}.`)
      }
    }
  }
}

/** The report shows the first ten results of each query. */
function kept(): { readonly keep?: number } {
  const configuration = inject('retrieval')
  if (!configuration?.bench) return {}
  return { keep: configuration.trec ? trecDepth : 10 }
}

/** Null where results are not kept, or it is not known what decides them. */
function resultsFolder({ task }: TestContext): ResultsFolder | null {
  const { bench, results } = inject('retrieval') ?? {}
  if (!bench || !results) return null
  const { file, notes } = metaOf({ task })
  const code = loadedCode(task.file)
  if (code === null) {
    notes.push(`Results of ${file} are not kept: which code it loaded is not known.`)
    return null
  }
  return {
    folder: results,
    context: { case: `${file} > ${task.fullTestName}`, code, measures: measuresVersion },
    onWarning: (warning) => notes.push(warning),
  }
}

/** @throws {RangeError} a number of the result is not finite; says which */
function verified(experiment: Experiment): Experiment {
  const { record } = experiment
  const broken = firstNonFinite(record)
  if (broken === null) return experiment
  const value = broken.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], record)
  throw new RangeError(
    `retrieval: every number of a result must be finite; ${broken} of "${record.name}" is ${value}. ${remedy}`,
  )
}

const remedy = 'Check the encoder’s vectors and the loss; a lower learning rate often helps.'

/** Forgets what an earlier attempt of a test left: retries and repeats share one task. */
export function resetMeta(task: TestContext['task']): void {
  const { root } = inject('retrieval') ?? { root: process.cwd() }
  const file = relative(root, task.file.filepath).split(sep).join('/')
  const { files, ...scope }: Scope = inject('retrievalScope') ?? { shard: null, narrowed: false }
  teller ??= task.id
  // A list of all files in every test would grow with the square of the suite.
  const told = files && teller === task.id ? { ...scope, files } : scope
  task.meta.retrieval = { file, scope: told, runs: [], checks: [], problems: [], notes: [] }
}

/** Id of the test of this worker that tells the shard's files, also when it is tried again. */
let teller: string | undefined

function metaOf({ task }: Pick<TestContext, 'task'>): RetrievalMeta {
  if (!task.meta.retrieval) resetMeta(task)
  return task.meta.retrieval as RetrievalMeta
}
