import { expect, test } from 'vitest'
import { runRecord } from '../fixtures/run-record.ts'
import type { Verdict } from '../src/gate/comparison.ts'
import type { CaseResult } from '../src/gate/result.ts'
import { improvementNotes } from './improvements.ts'

function result(verdict: Verdict): CaseResult {
  const comparison = { verdict, reasons: [], measures: [] }
  const run = { record: runRecord(), checks: [], comparison }
  const rest = { state: 'passed', note: null, errors: [], expectedToFail: false, checks: [] } as const
  return { file: 'a.bench.ts', test: 'hybrid', runs: [run], ...rest }
}

test('improvements suggest the update, once, and not while it is under way', () => {
  const better = [result('improved'), result('unchanged')]
  expect(improvementNotes({ cases: better, update: 'none' })).toEqual([
    'a.bench.ts > hybrid is better than the baseline by more than the tolerance. `npx vitest bench -u` makes that the new standard.',
  ])
  expect(improvementNotes({ cases: [...better, ...better], update: 'new' })[0]).toMatch(/^2 cases are better/)
  expect(improvementNotes({ cases: better, update: 'all' })).toEqual([])
  expect(improvementNotes({ cases: [result('regressed')], update: 'new' })).toEqual([])
})
