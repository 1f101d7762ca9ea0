import { rmSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type {
  Reporter,
  SerializedError,
  TestCase,
  TestModule,
  TestProject,
  TestRunEndReason,
  Vitest,
} from 'vitest/node'
import type { Problem } from '../src/gate/gate.ts'
import { type CaseResult, keyBelongsTo } from '../src/gate/result.ts'
import { caseResults, projectPath } from './cases.ts'
import { concludeSuite } from './conclusion.ts'
import type { RetrievalConfiguration, Scope } from './configuration.ts'
import { githubAnnotations } from './github.ts'
import { addJunitProperties } from './junit.ts'
import { manifestProblems, withoutRepeats } from './manifest.ts'
import type { RetrievalMeta } from './meta.ts'
import { ProgressDisplay } from './progress-display.ts'
import { provenance } from './provenance.ts'
import { resultsNotes } from './results-notes.ts'
import { filesAsked, type Selection, selectionOf } from './scope.ts'
import { shardFault, shardsIn } from './shards.ts'

/** Follows a bench run, and ends it with a table, a report and the gate's verdict as exit code. */
export class RetrievalReporter implements Reporter {
  /** Tells the reporter apart where this module is loaded twice and `instanceof` cannot. */
  readonly marker = 'vitest-retrieval'
  readonly configuration: RetrievalConfiguration
  readonly #projects = new Set<TestProject>()
  #vitest!: Vitest
  #progress: ProgressDisplay | undefined

  constructor(configuration: RetrievalConfiguration) {
    this.configuration = configuration
  }

  /** Takes a project under the gate. */
  add(project: TestProject): void {
    this.#projects.add(project)
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    this.#progress = new ProgressDisplay(this.configuration.progress, vitest)
    addJunitProperties(vitest)
    // Ctrl-C ends the process without telling reporters.
    process.once('exit', () => rmSync(this.configuration.progress, { force: true }))
  }

  async onTestRunStart(): Promise<void> {
    const { config } = this.#vitest
    if (config.mergeReports) return
    const selection = selectionOf(this.#vitest)
    const scope: Scope = {
      shard: config.shard ?? null,
      narrowed: selection.files || selection.tests,
      ...(config.shard && { files: await this.#benchFiles() }),
    }
    for (const project of this.#projects) project.provide('retrievalScope', scope)
    this.#progress?.start()
  }

  /** Of all shards, relative to the project. */
  async #benchFiles(): Promise<string[]> {
    const { config } = this.#vitest
    const found = await this.#vitest.globTestSpecifications(filesAsked(this.#vitest))
    const own = found.filter(({ project }) => this.#projects.has(project))
    return [...new Set(own.map(({ moduleId }) => projectPath(config.root, moduleId)))].sort()
  }

  onTestCaseResult(test: TestCase): void {
    this.#progress?.finish(test.id)
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): Promise<void> {
    this.#progress?.stop()
    const own = modules.filter((module) => this.#gates(module))
    const { config, logger, version } = this.#vitest
    if (own.length === 0 && !this.#isBench()) return
    if (config.shard && !config.mergeReports) return this.#endShard(own)
    const metas = metasOf(own)
    const all = caseResults(own, config.root)
    const cases = config.mergeReports ? withoutRepeats(all) : all
    const { passed, text, problems } = await concludeSuite({
      configuration: this.configuration,
      cases,
      selection: this.#selection(metas),
      problems: [...this.#shardProblems(metas, all), ...runProblems(metas, errors, reason)],
      environment: provenance(config.root, version),
      notes: this.#resultsNotes(metas),
    })
    if (passed) return logger.log(text)
    for (const line of this.#annotations(problems, cases)) logger.log(line)
    logger.error(text)
    process.exitCode = 1
  }

  /** Of the problems that Vitest does not annotate itself, as it does the errors of tests. */
  #annotations(problems: readonly Problem[], cases: readonly CaseResult[]): string[] {
    const { root, reporters } = this.#vitest.config
    const own = (reporters as unknown[]).some((each) => (Array.isArray(each) ? each[0] : each) === 'github-actions')
    const isTold = (key: string): boolean =>
      own && cases.some((each) => each.state === 'failed' && keyBelongsTo(key, each))
    return githubAnnotations(problems, { root, isTold })
  }

  /** Whether a module's results are ours. Merged without `bench` on the command line, they are known by what their tests left. */
  #gates(module: TestModule): boolean {
    return (this.#isBench() && this.#projects.has(module.project)) || metasOf([module]).length > 0
  }

  #isBench(): boolean {
    return [...this.#projects].some((project) => project.config.benchmark.enabled)
  }

  #endShard(modules: readonly TestModule[]): void {
    const { config, logger } = this.#vitest
    const cases = caseResults(modules, config.root).filter(({ state }) => state !== 'skipped')
    const { index = 0, count = 0 } = config.shard ?? {}
    const hasBlob = (config.reporters as unknown[]).some(
      (each) => each === 'blob' || (Array.isArray(each) && each[0] === 'blob'),
    )
    const advice = hasBlob ? '' : '\n Add --reporter=blob to keep the results.'
    const notes = this.#resultsNotes(metasOf(modules)).map((note) => `\n ${note}`)
    logger.log(
      `\n Shard ${index}/${count}: ${cases.length} cases ran. Gate and report follow with \`vitest bench --merge-reports\`.${notes.join('')}${advice}`,
    )
  }

  #resultsNotes(metas: readonly RetrievalMeta[]): string[] {
    const { results, root } = this.configuration
    return resultsNotes(metas, results && (relative(root, results) || '.'))
  }

  #selection(metas: readonly RetrievalMeta[]): Selection {
    const { files, tests } = selectionOf(this.#vitest)
    // Which filter the shards ran under is not known; the test's own is the safe guess for both.
    const narrowed = Boolean(this.#vitest.config.mergeReports) && metas.some(({ scope }) => scope.narrowed)
    return { files: files || narrowed, tests: tests || narrowed }
  }

  #shardProblems(metas: readonly RetrievalMeta[], cases: readonly CaseResult[]): Problem[] {
    const { mergeReports, root } = this.#vitest.config
    if (!mergeReports) return []
    const fault = shardFault([
      ...shardsIn(resolve(root, mergeReports)),
      ...metas.flatMap(({ scope }) => scope.shard ?? []),
    ])
    const remedy = 'Collect the blob of every shard of one run, and of no other, in the folder.'
    // While a shard is missing, what it would have brought is missing too.
    return fault ? [{ key: null, message: fault, remedy }] : manifestProblems({ metas, cases })
  }
}

function metasOf(modules: readonly TestModule[]): RetrievalMeta[] {
  return modules.flatMap((module) => [...module.children.allTests()].flatMap((test) => test.meta().retrieval ?? []))
}

function runProblems(
  metas: readonly RetrievalMeta[],
  errors: readonly SerializedError[],
  reason: TestRunEndReason,
): Problem[] {
  const messages = [...new Set(metas.flatMap(({ problems }) => problems))]
  return [
    ...(reason === 'interrupted'
      ? [{ key: null, message: 'The run was interrupted.', remedy: 'Run it again to its end.' }]
      : []),
    ...errors.map(({ message }) => ({
      key: null,
      message: `An error outside any test: ${message}`,
      remedy: 'See above.',
    })),
    ...messages.map((message) => ({
      key: null,
      message,
      remedy: 'Free the folder, or set `report` of the plugin to another.',
    })),
  ]
}
