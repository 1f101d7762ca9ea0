import { describe, expect, test } from 'vitest'
import { type RunRecordOptions, runRecord } from '../../fixtures/run-record.ts'
import { type Baseline, baselineEntry } from './baseline.ts'
import type { CaseResult } from './result.ts'
import { type UpdateOptions, updateBaseline } from './update.ts'

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
