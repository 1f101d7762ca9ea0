import { describe, expect, test } from 'vitest'
import { type RunRecordOptions, runRecord } from '../../fixtures/run-record.ts'
import { type Baseline, baselineEntry } from './baseline.ts'
import type { Check, Comparison, Verdict } from './comparison.ts'
import { type GateResult, gate, rerunCommand } from './gate.ts'
import type { CaseResult, RunResult } from './result.ts'

const file = 'a.bench.ts'
const held: Check = { matcher: 'toMatchBaseline', pass: true, message: 'All 3 values are within tolerance.' }
const broken: Check = {
  matcher: 'toReach',
  pass: false,
  message: 'AP (monolingual) is 0.1000, expected at least 0.5000.',
}

function comparison(verdict: Verdict, reasons: string[] = []): Comparison {
  return { verdict, reasons, measures: [] }
}

function run(
  test: string,
  { checks = [held], verdict = 'unchanged' }: { checks?: Check[]; verdict?: Verdict | null } = {},
): RunResult {
  return { record: runRecord({ key: `${file} > ${test}` }), checks, comparison: verdict && comparison(verdict) }
}

function result(test: string, rest: Partial<CaseResult> = {}): CaseResult {
  const usual = {
    state: 'passed',
    note: null,
    errors: [],
    expectedToFail: false,
    runs: [run(test)],
    checks: [],
  } as const
  return { file, test, ...usual, ...rest }
}

function baselineOf(...tests: string[]): Baseline {
  const entry = (options: RunRecordOptions): [string, ReturnType<typeof baselineEntry>] => [
    options.key as string,
    baselineEntry(runRecord(options)),
  ]
  return { schema: 2, cases: Object.fromEntries(tests.map((test) => entry({ key: `${file} > ${test}` }))) }
}

function judged(cases: CaseResult[], options: Partial<Parameters<typeof gate>[0]> = {}): GateResult {
  return gate({ cases, baseline: null, selected: () => true, update: 'new', ...options })
}

const verdicts = ({ cases }: GateResult): string[] => cases.map(({ verdict }) => verdict)
const messages = ({ problems }: GateResult): string[] => problems.map(({ message }) => message)

describe('gate', () => {
  test('passes when every case is as good as its baseline', () => {
    const all = judged([result('a'), result('b')], { baseline: baselineOf('a', 'b') })
    expect(all).toMatchObject({
      passed: true,
      problems: [],
      cases: [{ verdict: 'unchanged' }, { verdict: 'unchanged' }],
    })
  })

  test('fails without any case', () => {
    expect(messages(judged([]))).toEqual(['No retrieval case ran.'])
  })

  test('fails when tests ran but none of them made a run', () => {
    expect(messages(judged([result('a', { runs: [] })]))).toEqual(['No retrieval case ran.'])
  })

  test('fails on a failed assertion, in its own words and with the command that repeats it', () => {
    const failed = judged([
      result('a', { state: 'failed', errors: ['long text'], runs: [run('a', { checks: [held, broken] })] }),
    ])
    expect(failed.problems).toEqual([
      { key: 'a.bench.ts > a', message: broken.message, remedy: "Run it alone: npx vitest bench a.bench.ts -t 'a'" },
    ])
    expect(verdicts(failed)).toEqual(['failed'])
  })

  test('fails on an assertion whose error was swallowed', () => {
    expect(messages(judged([result('a', { runs: [run('a', { checks: [held, broken] })] })]))).toEqual([
      `An assertion failed but the case passed: ${broken.message}`,
    ])
  })

  test('gives a case of assertions on other runs a row of its own', () => {
    const late = { runs: [], checks: [held] }
    const passed = judged([result('a'), result('late', late)])
    expect(passed).toMatchObject({ passed: true, cases: [{ verdict: 'unchanged' }, { verdict: 'passed', run: null }] })
    const swallowed = judged([result('a'), result('late', { ...late, checks: [held, broken] })])
    expect(messages(swallowed)).toEqual([`An assertion failed but the case passed: ${broken.message}`])
    expect(verdicts(swallowed)).toEqual(['unchanged', 'failed'])
  })

  test('fails when assertions are all there is', () => {
    expect(messages(judged([result('late', { runs: [], checks: [held] })]))).toEqual(['No retrieval case ran.'])
  })

  test('lets a case fail that is declared to', () => {
    const expected = judged([result('a', { expectedToFail: true, runs: [run('a', { checks: [broken] })] })])
    expect(expected.passed).toBe(true)
  })

  test.for(['regressed', 'incomparable', 'new'] as const)('says %s of a case that failed for that alone', (verdict) => {
    const check = { ...held, pass: false }
    const failed = judged([
      result('a', { state: 'failed', errors: ['x'], runs: [run('a', { checks: [check], verdict })] }),
    ])
    expect(failed).toMatchObject({ passed: false, cases: [{ verdict }] })
  })

  test('fails on a case that threw before its run', () => {
    const failed = judged([result('a', { state: 'failed', errors: ['boom'], runs: [] }), result('b')])
    expect(failed.problems).toMatchObject([{ key: 'a.bench.ts > a', message: 'boom' }])
    expect(verdicts(failed)).toEqual(['failed', 'unchanged'])
  })

  test('fails on a case that the end of the run overtook', () => {
    expect(judged([result('a', { state: 'pending', runs: [] }), result('b')]).passed).toBe(false)
  })

  test('marks only the guilty of several runs', () => {
    const runs = [run('a > one'), run('a > two', { checks: [broken] })]
    const failed = judged([result('a', { state: 'failed', errors: ['x'], runs })])
    expect(verdicts(failed)).toEqual(['unchanged', 'failed'])
    expect(messages(failed)).toEqual([broken.message])
  })

  test('fails on two runs of one key', () => {
    expect(messages(judged([result('a'), result('a')]))).toEqual(['Two runs have the same key.'])
  })
})

describe('gate, cases of the baseline that left no result', () => {
  const baseline = baselineOf('a', 'b')

  test('are missing', () => {
    const missing = judged([result('a')], { baseline })
    expect(verdicts(missing)).toEqual(['unchanged', 'missing'])
    expect(messages(missing)).toEqual(['The baseline has this case but it did not run.'])
  })

  test('are not missed when a filter left them out', () => {
    expect(judged([result('a')], { baseline, selected: (key) => !key.endsWith(' b') }).passed).toBe(true)
  })

  test('are missing when their test passed without making the run', () => {
    expect(verdicts(judged([result('a'), result('b', { runs: [] })], { baseline }))).toEqual(['unchanged', 'missing'])
  })

  test('are missing when their declaration skips them', () => {
    const skipped = judged([result('a'), result('b', { state: 'skipped', runs: [] })], { baseline })
    expect(messages(skipped)).toEqual(['The baseline has this case but it is skipped.'])
  })

  test('are missing under -u too when their declaration skips them, but not when they are gone', () => {
    const skipped = result('b', { state: 'skipped', runs: [] })
    expect(judged([result('a'), skipped], { baseline, update: 'all' }).passed).toBe(false)
    expect(judged([result('a')], { baseline, update: 'all' }).passed).toBe(true)
  })

  test('are skipped when their test says why at run time', () => {
    const skipped = judged([result('a'), result('b', { state: 'skipped', note: 'no network', runs: [] })], { baseline })
    expect(skipped).toMatchObject({ passed: true, cases: [{}, { verdict: 'skipped', note: 'no network' }] })
  })

  test('are told once when their test failed', () => {
    const failed = judged([result('a'), result('b', { state: 'failed', errors: ['boom'], runs: [] })], { baseline })
    expect(messages(failed)).toEqual(['boom'])
  })

  test('fail when they ran but were never compared', () => {
    const silent = judged([result('a'), result('b', { runs: [run('b', { checks: [], verdict: null })] })], { baseline })
    expect(messages(silent)).toEqual(['The baseline has this case but the case was not compared with it.'])
  })
})

describe('rerunCommand', () => {
  test('quotes the name for the shell and for the pattern', () => {
    expect(rerunCommand({ file, test: "hybrid(0.5) > it's" })).toBe(
      "npx vitest bench a.bench.ts -t 'hybrid\\(0\\.5\\) > it'\\''s'",
    )
  })
})
