import { describe, expect, test } from 'vitest'
import { emptyCase, failedReport, outcomes, report, reportCase, samplersReport } from '../../fixtures/report.ts'
import type { Comparison, MeasureComparison } from '../gate/comparison.ts'
import { gateSentence, reasonsOf } from './gate-sentence.ts'
import type { ReportCase } from './report.ts'

const first = outcomes[0] as (typeof outcomes)[0]

describe('gateSentence', () => {
  test('counts what a pass rests on', () => {
    expect(gateSentence(samplersReport())).toBe(
      'Passed: 4 cases; all 8 assertions hold. Against the baseline: 4 unchanged.',
    )
  })

  test('does not say all of what is less', () => {
    const checks = [true, false].map((pass) => ({ matcher: 'toReach', pass, message: 'AP.' }))
    expect(gateSentence(report([reportCase(first, { checks })]))).toContain('1 of 2 assertions hold')
  })

  test('does not claim a comparison that was not made', () => {
    const bare = reportCase(first, { verdict: 'new', comparison: null, checks: [] })
    expect(gateSentence(report([bare]))).toBe('Passed: 1 case. Nothing was compared with a baseline.')
  })

  test('says how many cases were measured when some were not', () => {
    const cases = [reportCase(first), emptyCase('xlm-r', { note: 'No folder.' })]
    expect(gateSentence(report(cases))).toBe(
      'Passed: 2 cases, 1 measured; all 2 assertions hold. Against the baseline: 1 unchanged, 1 skipped.',
    )
  })

  test('names first the case whose loss is known by language, and that language', () => {
    expect(gateSentence(failedReport())).toBe(
      'Failed: 1 failed, 1 regressed, 1 missing and 1 incomparable of 7 cases. First, hybrid: multilingual AP fell from .359 to .301, most of all in Thai (th). Shard 2 of 3 is missing. Merge all shards or run the whole suite.',
    )
  })

  test('says that a mean holds where single languages broke, and what the limit is where that was passed', () => {
    const one = failedReport().cases.find(({ verdict }) => verdict === 'regressed') as ReportCase
    const sentenceOf = (change: Partial<MeasureComparison>) => {
      const measures = (one.comparison as Comparison).measures.map((each) => ({ ...each, ...change }))
      const comparison = { ...(one.comparison as Comparison), measures }
      return gateSentence(report([{ ...one, comparison }], { verdict: 'failed' }))
    }
    expect(sentenceOf({ wholeHolds: true })).toBe(
      'Failed: 1 regressed of 1 case. First, hybrid: multilingual AP holds as a whole, .359 → .301, and does not in Thai (th), .360 → .112.',
    )
    expect(sentenceOf({ limit: 0.35 })).toContain('most of all in Thai (th); its limit is .350.')
  })

  test('names the worst verdict first where nothing is known by language', () => {
    const cases = failedReport().cases.filter(({ verdict }) => verdict !== 'regressed')
    expect(gateSentence(report(cases, { verdict: 'failed' }))).toBe(
      'Failed: 1 failed, 1 missing and 1 incomparable of 6 cases. First, cross-lingual: AP, multilingual: expected at least .400, got .375.',
    )
  })

  test('says what no case ran means', () => {
    expect(gateSentence(report([]))).toBe('No case ran, so nothing was measured.')
    expect(gateSentence(report([], { verdict: 'failed', problems: ['No case ran.'] }))).toContain('No case ran.')
  })

  test('does not pretend to know why', () => {
    expect(gateSentence(report([reportCase(first)], { verdict: 'failed' }))).toBe('Failed. No case says why.')
  })
})

describe('reasonsOf', () => {
  test('tells once what an assertion found and threw', () => {
    const message = 'AP is .5, expected at least .6.'
    const errors = [`expect(run).toReach: ${message}\n\n  in a > b`, 'Something else.']
    const checks = [{ matcher: 'toReach', pass: false, message }]
    expect(reasonsOf(emptyCase('x', { verdict: 'failed', errors, checks }))).toEqual(['Something else.', message])
  })

  test('says what moved where the comparison gives no sentence', () => {
    const regressed = failedReport().cases.find(({ verdict }) => verdict === 'regressed')
    expect(regressed && reasonsOf(regressed)[0]).toBe('AP, multilingual: .301, baseline .359, tolerance .010.')
  })

  test.each(['failed', 'missing', 'incomparable', 'skipped', 'regressed'] as const)(
    'is never silent about a %s case',
    (verdict) => {
      expect(reasonsOf(emptyCase('x', { verdict }))).toHaveLength(1)
    },
  )

  test('has nothing to say of an unchanged case', () => {
    expect(reasonsOf(reportCase(first))).toEqual([])
  })
})
