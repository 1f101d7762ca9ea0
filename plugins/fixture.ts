import { relative, sep } from 'node:path'
import { inject, type TestContext } from 'vitest'
import type { Experiment, ExperimentOptions } from '../src/experiment/experiment.ts'
import type { ScoreRunOptions } from '../src/experiment/score-run.ts'
import type { Observer } from '../src/progress.ts'
import { timingRows } from './bench-rows.ts'
import { firstNonFinite } from './finite.ts'
import type { RetrievalMeta } from './meta.ts'
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
    // Loaded here so that plain tests, which share the setup file, do not pay for it.
    const { runExperiment } = await import('../src/experiment/run.ts')
    return this.#bring(options.name, (observer) => runExperiment({ ...kept(), ...options }, observer))
  }

  /**
   * Brings the results of some other system, a TREC run file or rankings, into the same table, matchers, gate and report:
   * `retrieval.score({ run: 'bm25.run', dataset })`, or with `qrels` where only judgements are at hand.
   *
   * @throws {RangeError} a file is malformed (the message names its line), a score is not finite, or the key is taken
   */
  async score(options: ScoreRunOptions): Promise<Run> {
    const { scoreRun } = await import('../src/experiment/score-run.ts')
    return this.#bring(options.name, (observer) => scoreRun({ ...kept(), ...options }, observer))
  }

  async #bring(name: string | undefined, experimentOf: (observer: Observer) => Promise<Experiment>): Promise<Run> {
    const { task, signal, bench } = this.#context
    const configuration = inject('retrieval')
    const label = `${task.fullTestName}${name ? ` > ${name}` : ''}`
    const progress = configuration?.bench ? new ProgressWriter(configuration.progress, { id: task.id, label }) : null
    const experiment = await experimentOf({ signal, ...(progress && { onProgress: progress.report }) })
    verifyFinite(experiment.record)
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

/** @throws {RangeError} a number of the result is not finite; says which */
function verifyFinite(record: Experiment['record']): void {
  const broken = firstNonFinite(record)
  if (broken === null) return
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
  const scope = inject('retrievalScope') ?? { shard: null, narrowed: false }
  task.meta.retrieval = { file, scope, runs: [], checks: [], problems: [] }
}

function metaOf({ task }: TestContext): RetrievalMeta {
  if (!task.meta.retrieval) resetMeta(task)
  return task.meta.retrieval as RetrievalMeta
}
