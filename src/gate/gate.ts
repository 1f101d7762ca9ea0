import type { ReportCase } from '../report/report.ts'
import type { Baseline } from './baseline.ts'
import type { Check, Verdict } from './comparison.ts'
import { type CaseResult, caseKey, keyBelongsTo, type RunResult } from './result.ts'

export interface GateOptions {
  /** Every test of the suite that made a run, failed, or was skipped. */
  readonly cases: readonly CaseResult[]
  /** Null where there is no baseline, or none that can be read. */
  readonly baseline: Baseline | null
  /** Whether this run was to include the case of a key: false where a filter left it out. */
  readonly selected: (key: string) => boolean
  /** `all`: the baseline is being rewritten. `new`: new cases are added to it. `none`: it is only read. */
  readonly update: 'all' | 'new' | 'none'
}

/** One thing that keeps the suite from passing, with what to do about it. */
export interface Problem {
  /** The case's key, or null where the whole suite is meant. */
  readonly key: string | null
  readonly message: string
  readonly remedy: string
}

export interface GateResult {
  readonly passed: boolean
  readonly problems: readonly Problem[]
  readonly cases: readonly ReportCase[]
}

interface Judgement extends ReportCase {
  readonly problems: readonly Problem[]
}

/**
 * The verdict on a whole suite. Fails closed: no case, a case that did not run, one that was never compared with its
 * baseline, and one whose failed assertion was swallowed are all failures.
 */
export function gate(options: GateOptions): GateResult {
  const { cases, baseline } = options
  const judged = [...cases.flatMap((each) => judgeCase(each, options)), ...missingCases(options)]
  const problems = [...duplicates(cases), ...judged.flatMap((each) => each.problems)]
  if (!judged.some((each) => each.run !== null || each.verdict === 'skipped')) {
    problems.unshift({
      key: null,
      message: 'No retrieval case ran.',
      remedy: baseline
        ? 'Check the filters and that the bench files call `retrieval.run`.'
        : 'Call `await retrieval.run(…)` in a bench file.',
    })
  }
  return { passed: problems.length === 0, problems, cases: judged.map(({ problems: _, ...each }) => each) }
}

function judgeCase(result: CaseResult, options: GateOptions): Judgement[] {
  const { file, test, state, note, errors } = result
  const row = { file, test, errors, note: null, checks: result.checks, run: null, comparison: null }
  if (state === 'skipped') return note === null ? [] : [{ ...row, verdict: 'skipped', note, problems: [] }]
  if (result.runs.length > 0) return result.runs.map((run) => judgeRun(run, result, options))
  if (state === 'passed') return result.checks.length > 0 ? [judgeChecks(row, result)] : []
  const message = errors[0] ?? (state === 'pending' ? 'The run ended before this case did.' : 'The case failed.')
  const problem = { key: caseKey(result), message, remedy: rerun(result) }
  return [{ ...row, verdict: 'failed', errors: errors.length > 0 ? errors : [message], problems: [problem] }]
}

/** A test that makes no run of its own and asserts something of others'. */
function judgeChecks(row: Omit<ReportCase, 'verdict'>, result: CaseResult): Judgement {
  const swallowed = result.expectedToFail ? [] : swallowedFailures(result.checks, caseKey(result))
  return { ...row, verdict: swallowed.length > 0 ? 'failed' : 'passed', problems: swallowed }
}

/** A failed assertion whose error never reached the test runner. */
function swallowedFailures(checks: readonly Check[], key: string): Problem[] {
  const failed = checks.find((check) => !check.pass)
  if (!failed) return []
  const message = `An assertion failed but the case passed: ${failed.message}`
  return [{ key, message, remedy: 'Let the error of `expect` reach the test runner.' }]
}

function judgeRun(run: RunResult, result: CaseResult, { baseline, update }: GateOptions): Judgement {
  const { key } = run.record
  const problems: Problem[] = []
  const failed = run.checks.filter((check) => !check.pass)
  if (result.state === 'failed' || result.state === 'pending') {
    const messages = failed.map((check) => check.message)
    // Without a failed check the error came from elsewhere in the test, or another of its runs is to blame.
    if (!result.runs.some(isGuilty)) messages.push(result.errors[0] ?? 'The run ended before this case did.')
    problems.push(...messages.map((message) => ({ key, message, remedy: rerun(result) })))
  } else if (!result.expectedToFail) {
    problems.push(...swallowedFailures(run.checks, key))
  }
  if (
    baseline &&
    Object.hasOwn(baseline.cases, key) &&
    !wasCompared(run) &&
    update !== 'all' &&
    result.state === 'passed'
  ) {
    problems.push({
      key,
      message: 'The baseline has this case but the case was not compared with it.',
      remedy: 'Call `expect(run).toMatchBaseline()`, or remove the case from the baseline with `npx vitest bench -u`.',
    })
  }
  const { file, test, errors } = result
  return {
    file,
    test,
    errors,
    note: null,
    verdict: verdictOf(run, result),
    checks: run.checks,
    run: run.record,
    comparison: run.comparison,
    problems,
  }
}

/**
 * A failure other than the comparison's own outweighs it. In a case with several runs only the guilty are marked, where
 * their assertions tell which they are.
 */
function verdictOf(run: RunResult, { state, runs, expectedToFail }: CaseResult): Verdict {
  const compared = run.comparison?.verdict ?? 'new'
  if (state === 'pending' || compared === 'failed') return 'failed'
  const ownFault = run.checks.some((check) => !check.pass && check.matcher !== 'toMatchBaseline')
  if (ownFault && !expectedToFail) return 'failed'
  return state === 'failed' && !runs.some(isGuilty) ? 'failed' : compared
}

function isGuilty(run: RunResult): boolean {
  return run.checks.some((check) => !check.pass)
}

function missingCases({ cases, baseline, selected, update }: GateOptions): Judgement[] {
  const present = new Set(cases.flatMap((each) => each.runs.map((run) => run.record.key)))
  return Object.keys(baseline?.cases ?? {}).flatMap((key) => {
    if (present.has(key) || !selected(key)) return []
    const owner = cases.find((each) => keyBelongsTo(key, each))
    // A failed or skipped case has its own row; one that ended without the run has lost it.
    if (owner && (owner.state === 'failed' || owner.state === 'pending' || owner.note !== null)) return []
    if (!owner && update === 'all') return []
    const [file = key, ...names] = key.split(' > ')
    const message =
      owner?.state === 'skipped'
        ? 'The baseline has this case but it is skipped.'
        : 'The baseline has this case but it did not run.'
    const remedy =
      owner?.state === 'skipped'
        ? 'Skip it at run time with a reason, `skip("why")`, or delete the test and run `npx vitest bench -u`.'
        : 'Bring the case back, or drop it from the baseline with `npx vitest bench -u` and commit.'
    const problem = { key, message, remedy }
    const row = { file, test: names.join(' > '), note: null, checks: [], run: null, comparison: null }
    return [{ ...row, verdict: 'missing' as const, errors: [message], problems: [problem] }]
  })
}

/** Two runs under one key would overwrite each other in the baseline. */
function duplicates(cases: readonly CaseResult[]): Problem[] {
  const seen = new Set<string>()
  return cases.flatMap((each) =>
    each.runs.flatMap(({ record: { key } }) => {
      if (!seen.has(key)) {
        seen.add(key)
        return []
      }
      return [
        {
          key,
          message: 'Two runs have the same key.',
          remedy: 'Give the tests, or the runs within a test, different names.',
        },
      ]
    }),
  )
}

/** Whether the run was matched with the baseline, whatever came of it. */
export function wasCompared(run: RunResult): boolean {
  return run.checks.some((check) => check.matcher === 'toMatchBaseline')
}

/** The command that runs one case and nothing else. */
export function rerunCommand({ file, test }: Pick<CaseResult, 'file' | 'test'>): string {
  // Vitest matches a test's names, joined by ` > `, with a regular expression.
  const pattern = test.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const quoted = `'${pattern.replaceAll("'", "'\\''")}'`
  return `npx vitest bench ${file} -t ${quoted}`
}

function rerun(result: CaseResult): string {
  return `Run it alone: ${rerunCommand(result)}`
}
