import { describe, expect, test } from 'vitest'
import { type RunRecordOptions, runRecord } from '../../fixtures/run-record.ts'
import { type Baseline, baselineEntry } from './baseline.ts'
import { baselineDiff } from './baseline-diff.ts'
import type { CaseResult } from './result.ts'
import { type BaselineUpdate, namedScores, refusals, type UpdateOptions, updateBaseline } from './update.ts'

const file = 'a.bench.ts'

function result(test: string, options: RunRecordOptions = {}, rest: Partial<CaseResult> = {}): CaseResult {
  const check = { matcher: 'toMatchBaseline', pass: true, message: '' }
  const record = runRecord({ key: `${file} > ${test}`, ...options })
  return {
    file,
    test,
    state: 'passed',
    note: null,
    errors: [],
    expectedToFail: false,
    checks: [],
    runs: [{ record, checks: [check], comparison: null }],
    ...rest,
  }
}

const old: Baseline = {
  schema: 2,
  cases: { [`${file} > a`]: baselineEntry(runRecord()), [`${file} > gone`]: baselineEntry(runRecord()) },
}
const better: RunRecordOptions = { scores: { 'AP monolingual': 0.9 } }

function updated(cases: CaseResult[], options: Partial<UpdateOptions> = {}): unknown {
  const update = updateBaseline({ cases, baseline: old, update: 'all', complete: true, ...options })
  return (
    update && {
      added: update.added,
      changed: update.changed,
      removed: update.removed,
      keys: Object.keys(update.baseline.cases).sort(),
    }
  )
}

describe('updateBaseline', () => {
  test('writes, adds and prunes in a whole run', () => {
    expect(updated([result('a', better), result('b')])).toEqual({
      added: ['a.bench.ts > b'],
      changed: ['a.bench.ts > a'],
      removed: ['a.bench.ts > gone'],
      keys: ['a.bench.ts > a', 'a.bench.ts > b'],
    })
  })

  test('never prunes in a part of the suite', () => {
    expect(updated([result('a', better)], { complete: false })).toMatchObject({
      removed: [],
      keys: ['a.bench.ts > a', 'a.bench.ts > gone'],
    })
  })

  test('never prunes a case that is skipped for now', () => {
    expect(updated([result('a', better), result('gone', {}, { state: 'skipped', runs: [] })])).toMatchObject({
      removed: [],
    })
  })

  test('drops a case that is no longer compared', () => {
    const silent = result('gone')
    const runs = silent.runs.map((run) => ({ ...run, checks: [] }))
    expect(updated([result('a'), { ...silent, runs }])).toMatchObject({ removed: ['a.bench.ts > gone'] })
  })

  test('only adds under `new`', () => {
    expect(updated([result('a', better), result('b')], { update: 'new' })).toMatchObject({
      added: ['a.bench.ts > b'],
      changed: [],
      removed: [],
    })
  })

  test('writes nothing under `none`', () => {
    expect(updated([result('a', better), result('b')], { update: 'none' })).toBeNull()
  })

  test('writes nothing of a case that failed, was meant to fail, or was never compared', () => {
    const silent = result('b')
    const cases = [
      result('a', better, { state: 'failed' }),
      result('c', {}, { expectedToFail: true }),
      { ...silent, runs: silent.runs.map((run) => ({ ...run, checks: [] })) },
    ]
    expect(updated(cases, { complete: false })).toBeNull()
  })

  test('starts a baseline where there is none', () => {
    expect(updated([result('a')], { baseline: null })).toMatchObject({
      added: ['a.bench.ts > a'],
      keys: ['a.bench.ts > a'],
    })
  })

  test('leaves an entry alone that only another machine would change', () => {
    const elsewhere = result('a')
    const runs = elsewhere.runs.map((run) => ({
      ...run,
      record: { ...run.record, environment: { ...run.record.environment, node: '24.0.0' } },
    }))
    expect(updated([{ ...elsewhere, runs }], { complete: false })).toBeNull()
  })
})

describe('refusals', () => {
  const refused = (each: CaseResult): string[] =>
    refusals({ cases: [each], baseline: old, update: 'all', complete: true }).map(({ reason }) => reason)
  const withRecord = (change: (record: CaseResult['runs'][number]['record']) => object): CaseResult => {
    const one = result('a')
    return { ...one, runs: one.runs.map((run) => ({ ...run, record: { ...run.record, ...change(run.record) } })) }
  }

  test.for([
    ['a failed test', result('a', {}, { state: 'failed', errors: ['boom'] }), 'The test failed: boom'],
    ['one that did not end', result('a', {}, { state: 'pending' }), 'The run ended before the test did.'],
    [
      'no number',
      withRecord(({ scores }) => ({ scores: [{ ...scores[0], value: Number.NaN }] })),
      'AP (monolingual) is not a finite number.',
    ],
    ['a lost seed', withRecord(() => ({ seeds: [1, 2] })), 'AP (monolingual) has values of 1 of 2 seeds.'],
  ] as [string, CaseResult, string][])('say why a run is not written: %s', ([, each, reason]) => {
    expect(refused(each)).toEqual([reason])
    expect(updateBaseline({ cases: [each], baseline: old, update: 'all', complete: false })).toBeNull()
  })

  test('are none of a run that may be written, was not accepted, or is not updated', () => {
    const failed = result('a', {}, { state: 'failed' })
    const options = { cases: [failed], baseline: old, update: 'all', complete: true } as const
    expect(refused(result('a'))).toEqual([])
    expect(refusals({ ...options, accepted: () => false })).toEqual([])
    expect(refusals({ ...options, update: 'new' })).toEqual([])
  })
})

describe('an update narrowed to some cases', () => {
  test('writes and drops no other', () => {
    const accepted = (key: string): boolean => key.endsWith('> b')
    expect(updated([result('a', better), result('b')], { accepted })).toMatchObject({
      added: ['a.bench.ts > b'],
      changed: [],
      removed: [],
    })
  })
})

describe('namedScores', () => {
  test('are those that the baseline names, of the runs at hand', () => {
    const one = result('a', better)
    const scores = { hash: 'f'.repeat(64), queries: 'e'.repeat(64), base64: 'AQI=' }
    const cases = [{ ...one, runs: one.runs.map((run) => ({ ...run, queryScores: scores })) }]
    const update = updateBaseline({ cases, baseline: old, update: 'all', complete: false }) as BaselineUpdate
    const { hash, queries } = scores
    expect(namedScores(cases, update.baseline)).toEqual([{ hash, queries, bytes: Buffer.of(1, 2) }])
    expect(namedScores(cases, old)).toEqual([])
  })
})

describe('baselineDiff', () => {
  const update = (options: RunRecordOptions): BaselineUpdate =>
    updateBaseline({
      cases: [result('a', options), result('b')],
      baseline: old,
      update: 'all',
      complete: true,
    }) as BaselineUpdate

  test('says which value was what and is what', () => {
    expect(baselineDiff(old, update(better))).toEqual([
      'removed: a.bench.ts > gone',
      'added: a.bench.ts > b',
      'changed: a.bench.ts > a',
      '  AP (monolingual) 0.5000 → 0.9000',
      '  AP (multilingual) 0.4000 → none',
      '  RankDistance (multilingual) 800.0 → none',
    ])
  })

  test('says so where no shown value changed, and ends after twenty lines', () => {
    expect(baselineDiff(old, update({ steps: 20 })).at(-1)).toMatch(/^ {2}no shown value/)
    const scores = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`P@${i + 1} monolingual`, 0.5]))
    const lines = baselineDiff(old, update({ scores }))
    expect(lines).toHaveLength(20)
    expect(lines.at(-1)).toBe('and 27 more')
  })
})
