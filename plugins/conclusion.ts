import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Baseline, emptyBaseline } from '../src/gate/baseline.ts'
import { readBaseline, writeBaseline } from '../src/gate/baseline-file.ts'
import { type GateResult, gate, type Problem } from '../src/gate/gate.ts'
import type { CaseResult } from '../src/gate/result.ts'
import { type BaselineUpdate, updateBaseline } from '../src/gate/update.ts'
import { writeAtomically } from '../src/gate/write-atomically.ts'
import type { Report } from '../src/report/report.ts'
import type { RetrievalConfiguration } from './configuration.ts'
import { markdownSummary } from './markdown.ts'
import { queriesFile, queriesFolder } from './queries.ts'
import { type Selection, selector } from './scope.ts'
import { terminalSummary } from './summary.ts'

export interface SuiteOptions {
  readonly configuration: RetrievalConfiguration
  readonly cases: readonly CaseResult[]
  readonly selection: Selection
  /** What is wrong beyond single cases: a missing shard, an error outside any test, an interruption. */
  readonly problems: readonly Problem[]
  readonly environment: Report['environment']
}

/** How a suite ended, and what its reporter prints. */
export interface Conclusion {
  readonly passed: boolean
  readonly text: string
}

/**
 * Ends a suite: judges it, writes the baseline where that is asked for and nothing speaks against it, then the report.
 * Whatever cannot be written becomes a problem of its own, and the results are still told.
 */
export async function concludeSuite(options: SuiteOptions): Promise<Conclusion> {
  const { configuration, cases, selection } = options
  const place = (path: string): string => relative(configuration.root, path) || '.'
  const problems: Problem[] = [...options.problems]
  const notes: string[] = []
  const baseline = attempt(problems, 'The baseline cannot be used.', () =>
    readBaseline(configuration.baseline, place(configuration.baseline)),
  )
  const judged = gate({
    cases,
    baseline: baseline ?? null,
    selected: selector(cases, selection),
    update: configuration.update,
  })
  if (problems.length === 0 && baseline !== undefined) {
    const update = baselineUpdate(judged, baseline, options)
    if (update) {
      attempt(problems, 'The baseline could not be written.', () => {
        writeBaseline(configuration.baseline, update.baseline)
        notes.push(...updateNotes(update, place(configuration.baseline)))
      })
    }
  }
  problems.push(...judged.problems)
  const report: Report = {
    schema: 1,
    verdict: problems.length === 0 ? 'passed' : 'failed',
    problems: problems.filter(({ key }) => key === null).map(({ message, remedy }) => `${message} ${remedy}`),
    cases: judged.cases,
    environment: options.environment,
  }
  // Loaded here: charts and templates are not needed to start a run.
  const { renderReport } = await import('../src/report/html.ts')
  attempt(problems, `The report could not be written to ${place(configuration.report)}.`, () => {
    writeAtomically(join(configuration.report, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
    writeAtomically(join(configuration.report, 'index.html'), renderReport(report))
    if (!selection.files && !selection.tests) removeStaleQueries(configuration.report, cases)
    notes.push(`Report: ${place(join(configuration.report, 'index.html'))}`)
  })
  summarizeForGithub(judged, problems)
  return { passed: problems.length === 0, text: terminalSummary({ cases: judged.cases, problems, notes }) }
}

/** Runs a step; its error becomes a problem of the suite. @returns undefined where it failed */
function attempt<T>(problems: Problem[], message: string, step: () => T): T | undefined {
  try {
    return step()
  } catch (error) {
    problems.push({ key: null, message, remedy: (error as Error).message })
    return undefined
  }
}

function baselineUpdate(judged: GateResult, baseline: Baseline | null, options: SuiteOptions): BaselineUpdate | null {
  const { cases, selection, configuration } = options
  const whole = !selection.files && !selection.tests && judged.passed
  return updateBaseline({ cases, baseline: baseline ?? emptyBaseline, update: configuration.update, complete: whole })
}

function updateNotes({ added, changed, removed }: BaselineUpdate, place: string): string[] {
  const counts = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ] as const
  const told = counts.filter(([keys]) => keys.length > 0)
  const details = told.flatMap(([keys, what]) => keys.map((key) => `  ${what}: ${key}`))
  return [
    `Baseline: ${told.map(([keys, what]) => `${keys.length} ${what}`).join(', ')} in ${place}. Commit it.`,
    ...details,
  ]
}

/** Per-query files of cases that are no more. */
function removeStaleQueries(report: string, cases: readonly CaseResult[]): void {
  const current = new Set(cases.flatMap((each) => each.runs.map((run) => queriesFile(run.record.key))))
  const folder = join(report, queriesFolder)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.json.gz') && !current.has(name)) rmSync(join(folder, name))
  }
}

function summarizeForGithub({ cases }: GateResult, problems: Problem[]): void {
  const file = process.env['GITHUB_STEP_SUMMARY']
  if (!file) return
  attempt(problems, 'The job summary could not be written.', () =>
    appendFileSync(file, `\n${markdownSummary(cases, problems)}`),
  )
}
