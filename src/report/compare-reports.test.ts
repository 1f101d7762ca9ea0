import { describe, expect, test } from 'vitest'
import { emptyCase, outcomes, report, reportCase, samplersReport } from '../../fixtures/report.ts'
import { comparedReport } from './compare-reports.ts'
import type { Report } from './report.ts'

const [untrained, monolingual, crossLingual, hybrid] = outcomes as typeof outcomes & { length: 4 }
const verdicts = ({ cases }: Report): string[] => cases.map(({ test, verdict }) => `${test} ${verdict}`)

describe('comparedReport', () => {
  test('holds cases against those of the same key: worse, better, equal, new and gone', () => {
    const before = report([untrained!, monolingual!, crossLingual!, hybrid!].map((each) => reportCase(each)))
    const after = report([
      reportCase({ ...untrained!, monolingual: 0.6, crossLingual: 0.05, multilingual: 0.07 }),
      reportCase(crossLingual!),
      reportCase({ ...hybrid!, multilingual: 0.3 }),
      reportCase({ ...hybrid!, name: 'other' }),
    ])
    const compared = comparedReport(before, after)
    expect(verdicts(compared)).toEqual([
      'untrained improved',
      'cross-lingual unchanged',
      'hybrid regressed',
      'other new',
      'monolingual missing',
    ])
    expect(compared).toMatchObject({ verdict: 'failed', outcome: { kind: 'worse' }, environment: after.environment })
    const [first] = compared.cases[2]!.comparison!.measures
    expect(first).toMatchObject({ setting: 'multilingual', verdict: 'regressed' })
    expect(first!.actual! / first!.expected!).toBeCloseTo(0.3 / 0.359, 6)
  })

  test('is all unchanged between a report and itself, whatever its suite asserted', () => {
    const own = samplersReport()
    const failed = report(own.cases.map((each) => ({ ...each, verdict: 'failed' as const, errors: ['no'] })))
    const compared = comparedReport(own, failed)
    expect(compared.outcome).toEqual({ kind: 'passed', cases: { unchanged: 4 } })
    expect(compared.verdict).toBe('passed')
  })

  test('allows what it is told to', () => {
    const [before, after] = [0.359, 0.34].map((multilingual) => report([reportCase({ ...hybrid!, multilingual })]))
    expect(comparedReport(before!, after!).verdict).toBe('failed')
    expect(comparedReport(before!, after!, '10%').verdict).toBe('passed')
  })

  test('does not compare what was computed on other data, nor takes nothing for a pass', () => {
    const one = reportCase(hybrid!)
    const moved = reportCase(hybrid!, { run: { ...one.run!, dataset: { ...one.run!.dataset, hash: 'other' } } })
    expect(verdicts(comparedReport(report([one]), report([moved])))).toEqual(['hybrid incomparable'])
    const nothing = comparedReport(report([emptyCase('a')]), report([emptyCase('a')]))
    expect(nothing).toMatchObject({ verdict: 'failed', cases: [], outcome: { kind: 'undecided' } })
    expect(nothing.problems).toHaveLength(1)
  })

  test('holds a measure of a suite’s own to what measures without a bound are held to', () => {
    const [before, after] = [100, 97].map((value) => {
      const { run, ...rest } = reportCase(hybrid!)
      const scores = run!.scores.slice(0, 1).map((score) => ({ ...score, measure: 'Own(x=1)', value }))
      return report([{ ...rest, run: { ...run!, scores } }])
    })
    expect(comparedReport(before!, after!).cases[0]!.comparison!.measures[0]).toMatchObject({
      tolerance: 4,
      verdict: 'unchanged',
    })
  })
})
