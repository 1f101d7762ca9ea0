import { describe, expect, test } from 'vitest'
import { emptyCase, failedReport, outcomes, reportCase, samplersReport } from '../../fixtures/report.ts'
import type { ReportCase } from '../report/report.ts'
import { outcomeOf } from './outcome.ts'

const [one] = outcomes as [(typeof outcomes)[0]]
const failedBy = (matcher: string): ReportCase =>
  reportCase(one, { verdict: 'failed', checks: [{ matcher, pass: false, message: 'no' }] })

describe('outcomeOf', () => {
  test('counts the cases of each verdict', () => {
    expect(outcomeOf(failedReport().cases, false)).toEqual({
      kind: 'worse',
      cases: { unchanged: 1, new: 1, failed: 1, regressed: 1, missing: 1, skipped: 1, incomparable: 1 },
    })
    expect(outcomeOf(samplersReport().cases, true)).toEqual({ kind: 'passed', cases: { unchanged: 4 } })
  })

  test.each<[string, ReportCase, 'worse' | 'undecided']>([
    ['regressed', reportCase(one, { verdict: 'regressed' }), 'worse'],
    ['misses what was asserted', failedBy('toReach'), 'worse'],
    ['misses a limit of the tolerance', failedBy('toMatchBaseline'), 'worse'],
    ['is missing', emptyCase('gone', { verdict: 'missing' }), 'undecided'],
    ['is incomparable', reportCase(one, { verdict: 'incomparable' }), 'undecided'],
    ['ended with an error', emptyCase('broken', { verdict: 'failed', errors: ['out of memory'] }), 'undecided'],
  ])('tells a quality that fell from one that is not known: a case that %s', (_, each, kind) => {
    expect(outcomeOf([reportCase(one), each], false).kind).toBe(kind)
  })

  test('does not take a measure that was not evaluated for one that fell', () => {
    const measure = { ...reportCase(one).comparison!.measures[0]!, actual: null, verdict: 'missing' as const }
    const comparison = { verdict: 'failed' as const, reasons: [], measures: [measure] }
    expect(outcomeOf([{ ...failedBy('toMatchBaseline'), comparison }], false).kind).toBe('undecided')
  })

  test('is undecided where the suite alone is at fault', () => {
    expect(outcomeOf(samplersReport().cases, false).kind).toBe('undecided')
  })
})
