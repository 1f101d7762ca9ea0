import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Baseline, emptyBaseline } from '../src/gate/baseline.ts'
import { baselineDiff } from '../src/gate/baseline-diff.ts'
import { readBaseline, writeBaseline } from '../src/gate/baseline-file.ts'
import { gate, type Problem } from '../src/gate/gate.ts'
import { removeUnnamedScores, scoresFolder, writeScores } from '../src/gate/query-scores-file.ts'
import type { CaseResult } from '../src/gate/result.ts'
import { type BaselineUpdate, namedScores, refusals, type UpdateOptions, updateBaseline } from '../src/gate/update.ts'
import { queriesFile, queriesFolder } from '../src/report/drill-down/query-results.ts'
import type { Report } from '../src/report/report.ts'
import { attempt, attemptAsync } from './attempt.ts'
import type { RetrievalConfiguration } from './configuration.ts'
import { summarizeForGithub } from './github.ts'
import { improvementNotes } from './improvements.ts'
import { type Selection, selector } from './scope.ts'
import { reportOf, suiteHistory, writePage, writeReport } from './suite-report.ts'
import { terminalSummary } from './summary.ts'
import { acceptedKeys, acceptVariable, updateMode } from './update-mode.ts'

export interface SuiteOptions {
  readonly configuration: RetrievalConfiguration
  readonly cases: readonly CaseResult[]
  readonly selection: Selection
  /** What is wrong beyond single cases: a missing shard, an error outside any test, an interruption. */
  readonly problems: readonly Problem[]
  readonly environment: Report['environment']
  /** Sentences to be printed with the others. */
  readonly notes?: readonly string[]
}

/** How a suite ended, and what its reporter prints. */
export interface Conclusion {
  readonly passed: boolean
  readonly text: string
  readonly problems: readonly Problem[]
}

/**
 * Ends a suite: judges it, writes the baseline where that is asked for and nothing speaks against it, then the report.
 * Whatever cannot be written becomes a problem of its own, and the results are still told.
 */
export async function concludeSuite(options: SuiteOptions): Promise<Conclusion> {
  const { configuration, cases, selection } = options
  const place = (path: string): string => relative(configuration.root, path) || '.'
  const narrowed = selection.files || selection.tests
  const problems: Problem[] = [...options.problems]
  const notes: string[] = [...(options.notes ?? [])]
  const baseline = attempt(problems, 'The baseline cannot be used.', () =>
    readBaseline(configuration.baseline, place(configuration.baseline)),
  )
  const accepted = attempt(problems, 'The baseline is left as it is.', () => acceptedKeys())
  const update = accepted ? updateMode(configuration) : 'none'
  const judged = gate({
    cases,
    baseline: baseline ?? null,
    selected: selector(cases, selection),
    // What `-u` was told to accept is all that may be missing or changed.
    update: update === 'all' && accepted?.narrowed ? 'new' : update,
  })
  if (problems.length === 0 && baseline !== undefined) {
    const whole = !narrowed && !accepted?.narrowed && judged.passed
    const options: UpdateOptions = {
      cases,
      baseline,
      update,
      complete: whole,
      ...(accepted && { accepted: accepted.matches }),
    }
    attempt(problems, 'The baseline could not be written.', () => {
      notes.push(...writtenBaseline(options, configuration.baseline, place))
    })
    if (configuration.update === 'all' && update === 'none')
      notes.push('The baseline is only read in CI: -u wrote nothing.')
  }
  problems.push(...judged.problems)
  const { environment } = options
  const ran = { cases: judged.cases, environment }
  const history = await attemptAsync(problems, 'The history could not be added to.', () =>
    suiteHistory(configuration, ran, { whole: !narrowed && options.problems.length === 0, place }),
  )
  const folder = configuration.report
  await attemptAsync(problems, `The report could not be written to ${place(folder)}.`, async () => {
    const before = baseline ? { content: baseline, file: configuration.baseline } : null
    await writePage(reportOf(ran, problems), { folder, baseline: before, history: history ?? [] })
    if (!narrowed) removeStaleQueries(folder, cases)
    notes.push(`Report: ${place(join(folder, 'index.html'))}`)
  })
  // Last, so that it knows of whatever went wrong.
  const report = reportOf(ran, problems)
  attempt(problems, `report.json could not be written to ${place(folder)}.`, () => writeReport(folder, report))
  attempt(problems, 'The job summary could not be written.', () => summarizeForGithub(report, problems))
  return {
    passed: problems.length === 0,
    text: terminalSummary({ cases: judged.cases, problems, notes }),
    problems,
  }
}

/**
 * Writes what a run makes of the baseline: per-query scores first, so that no entry ever names a file that is not there.
 *
 * @returns sentences: what was written, what was refused, what is left to be done
 */
function writtenBaseline(options: UpdateOptions, file: string, place: (path: string) => string): string[] {
  const { cases, baseline, update } = options
  const written = updateBaseline(options)
  const after = written?.baseline ?? baseline ?? emptyBaseline
  const folder = scoresFolder(file)
  if (update !== 'none') for (const scores of namedScores(cases, after)) writeScores(folder, scores)
  if (written) writeBaseline(file, written.baseline)
  if (update === 'all' && options.complete) removeUnnamedScores(folder, after)
  return [
    ...(written ? updateNotes(written, baseline, place(file)) : migrationNotes(baseline, place(file))),
    ...improvementNotes(options),
    ...refusals(options).map(({ key, reason }) => `Not written: ${key}. ${reason.split('\n')[0]}`),
  ]
}

function updateNotes(update: BaselineUpdate, before: Baseline | null, place: string): string[] {
  const { added, changed, removed } = update
  const counts = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ] as const
  const told = counts.filter(([keys]) => keys.length > 0).map(([keys, what]) => `${keys.length} ${what}`)
  const only = process.env[acceptVariable] ? ` ${acceptVariable} let no other case be written.` : ''
  return [
    `Baseline: ${told.join(', ')} in ${place}. Commit it.${only}`,
    ...baselineDiff(before, update).map((line) => `  ${line}`),
  ]
}

/** What an older version left out is added by the next update. */
function migrationNotes(baseline: Baseline | null, place: string): string[] {
  if (!baseline?.migrated) return []
  return [
    `${place} has schema ${baseline.migrated}, which holds no per-query scores: regressions are not tested or told by language. \`npx vitest bench -u\` on the commit that it is of brings it up to date.`,
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
