import { fc, it } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { type RunRecordOptions, runRecord } from '../../fixtures/run-record.ts'
import type { RunRecord } from '../experiment/record.ts'
import { averagePrecision } from '../metrics/average-precision.ts'
import { rankDistance } from '../metrics/rank-distance.ts'
import { baselineEntry } from './baseline.ts'
import { compare } from './compare.ts'
import type { Comparison } from './comparison.ts'
import { rulesOf, type Tolerances } from './tolerance.ts'

const measures = [averagePrecision(), rankDistance()]

function compared(before: RunRecordOptions, now: RunRecordOptions, tolerances?: Tolerances): Comparison {
  return compare(runRecord(now), baselineEntry(runRecord(before)), rulesOf(measures, tolerances))
}

const ap = (value: number): RunRecordOptions => ({ scores: { 'AP monolingual': value } })
const distance = (value: number): RunRecordOptions => ({ scores: { 'RankDistance multilingual': value } })

describe('compare', () => {
  test.for([
    [0.5, 0.4951, 'unchanged'],
    [0.5, 0.4949, 'regressed'],
    [0.5, 0.5049, 'unchanged'],
    [0.5, 0.5051, 'improved'],
  ] as const)('allows AP half a point: from %d to %d is %s', ([before, now, verdict]) => {
    expect(compared(ap(before), ap(now)).verdict).toBe(verdict)
  })

  test.for([
    [800, 815, 'unchanged'],
    [800, 817, 'regressed'],
    [800, 783, 'improved'],
  ] as const)('allows rank distance two percent, lower being better: from %d to %d is %s', ([before, now, verdict]) => {
    expect(compared(distance(before), distance(now)).verdict).toBe(verdict)
  })

  test('says measure, setting, both values, difference and tolerance of a loss', () => {
    expect(compared(ap(0.5), ap(0.45)).reasons).toEqual([
      'AP (monolingual) is 0.4500, the baseline has 0.5000: -0.0500, tolerance 0.0050.',
    ])
  })

  test('lets one loss outweigh any gain', () => {
    const before = { scores: { 'AP monolingual': 0.5, 'AP multilingual': 0.5 } }
    expect(compared(before, { scores: { 'AP monolingual': 0.9, 'AP multilingual': 0.4 } }).verdict).toBe('regressed')
  })

  test('is new without an entry', () => {
    expect(compare(runRecord(), undefined, rulesOf(measures))).toEqual({ verdict: 'new', reasons: [], measures: [] })
  })

  test.for([
    ['the training pairs', { pairs: 'other' }, /^The training pairs changed/],
    ['an option', { steps: 20 }, /^The configuration changed: training\.steps was 10 and is 20\.$/],
    ['the seeds', { seeds: [1, 2] }, /^The configuration changed: seeds\.1 was absent and is 2\.$/],
  ] as [string, RunRecordOptions, RegExp][])(
    'says why it was not to be compared, when another is %s, and that it is worse where it is',
    ([, now, reason]) => {
      const { verdict, reasons, measures: rows } = compared({}, now)
      expect({ verdict, rows: rows.map((row) => row.verdict) }).toEqual({
        verdict: 'incomparable',
        rows: ['unchanged', 'unchanged', 'unchanged'],
      })
      expect(reasons).toEqual([expect.stringMatching(reason)])
      const { verdict: worse, reasons: why } = compared({}, { ...now, scores: { 'AP monolingual': 0.3 } })
      expect({ worse, why }).toEqual({
        worse: 'regressed',
        why: [expect.stringMatching(/^AP \(monolingual\) is 0\.3000/), expect.stringMatching(reason)],
      })
    },
  )

  test('compares nothing on another data set', () => {
    const { verdict, reasons, measures: rows } = compared({}, { data: 'other' })
    expect({ verdict, rows }).toEqual({ verdict: 'incomparable', rows: [] })
    expect(reasons).toEqual([
      expect.stringMatching(/^The data set changed: the baseline has toy 1 \(\w{8}\), this run toy 1 \(\w{8}\)\.$/),
    ])
  })

  test('compares nothing of an approximate search with an exact one', () => {
    const run = runRecord()
    const approximate = { ...run, configuration: { search: { kind: 'approximate', k: 10 } } }
    expect(compare(approximate, baselineEntry(run), rulesOf(measures))).toMatchObject({
      verdict: 'incomparable',
      reasons: [expect.stringContaining("the baseline's is exact, this run's approximate")],
      measures: [],
    })
  })

  test('compares nothing under other definitions of the measures', () => {
    const entry = { ...baselineEntry(runRecord()), measures: 0 }
    expect(compare(runRecord(), entry, rulesOf(measures))).toMatchObject({
      verdict: 'incomparable',
      reasons: ['The definitions of measures changed: the baseline has version 0, this run 1.'],
      measures: [],
    })
  })

  test.for([
    [{ limits: { RankDistance: 700 } }, ['RankDistance (multilingual) is 800.0; its limit is at most 700.0.']],
    [{ limits: { 'AP multilingual': 0.45 } }, ['AP (multilingual) is 0.4000; its limit is at least 0.4500.']],
    [{ limits: { AP: 0.4, RankDistance: 800 } }, []],
  ] as [Tolerances, string[]][])('fails beyond a limit, in the baseline or not: %j', ([tolerances, reasons]) => {
    const verdict = reasons.length > 0 ? 'failed' : 'new'
    expect(compare(runRecord(), undefined, rulesOf(measures, tolerances))).toMatchObject({ verdict, reasons })
    const { reasons: found, measures: rows } = compared({}, {}, tolerances)
    expect(found).toEqual(reasons)
    expect(rows.some(({ limit }) => limit !== undefined)).toBe(reasons.length > 0)
  })

  test('fails on a measure that is gone', () => {
    const { verdict, reasons } = compared({ scores: { 'AP monolingual': 0.5, 'AP multilingual': 0.4 } }, ap(0.5))
    expect({ verdict, reasons }).toEqual({
      verdict: 'failed',
      reasons: ['AP (multilingual) is in the baseline but was not evaluated.'],
    })
  })

  test.for([Number.NaN, Number.POSITIVE_INFINITY])('fails on %d', (value) => {
    expect(compared(ap(0.5), ap(value)).verdict).toBe('failed')
    expect(compare(runRecord(ap(value)), undefined, rulesOf(measures)).verdict).toBe('failed')
  })

  test('fails on a run without scores', () => {
    expect(compare(runRecord({ scores: {} }), undefined, rulesOf(measures)).verdict).toBe('failed')
  })

  test('takes no notice of a measure that the baseline does not have', () => {
    const { verdict, measures: rows } = compared(ap(0.5), { scores: { 'AP monolingual': 0.5, 'AP multilingual': 0.1 } })
    expect(verdict).toBe('unchanged')
    expect(rows.map((row) => row.verdict)).toEqual(['unchanged', 'new'])
  })

  describe('of a score that is only a bound', () => {
    const bounded = (options: RunRecordOptions): RunRecord => {
      const record = runRecord(options)
      const scores = record.scores.map((score) =>
        score.measure === 'RankDistance' ? { ...score, bound: 'at least' as const } : score,
      )
      return { ...record, scores }
    }
    const both = (distance: number): RunRecordOptions => ({
      scores: { 'AP monolingual': 0.5, 'RankDistance multilingual': distance },
    })

    test.for([700, 800, 900])('is incomparable where the baseline has a value, whatever it is: %d', (now) => {
      const {
        verdict,
        reasons,
        measures: rows,
      } = compare(bounded(both(now)), baselineEntry(runRecord(both(800))), rulesOf(measures))
      expect(verdict).toBe('incomparable')
      expect(rows.map((row) => [row.verdict, row.bound])).toEqual([
        ['unchanged', undefined],
        ['incomparable', 'at least'],
      ])
      expect(reasons).toEqual([
        `RankDistance (multilingual) is only known to be at least ${now}.0, since relevant documents were not returned; the baseline has 800.0. Score a run that returns more documents for a query, or leave the measure out.`,
      ])
    })

    test('fails where it leaves open whether a limit is kept', () => {
      const limited = (limit: number): Comparison =>
        compare(bounded(both(800)), undefined, rulesOf(measures, { limits: { RankDistance: limit } }))
      expect(limited(900)).toMatchObject({
        verdict: 'failed',
        reasons: [expect.stringMatching(/is ≥ 800\.0; its limit is at most 900\.0; whether it keeps it is not known/)],
      })
      expect(limited(700).reasons[0]).toMatch(/its limit is at most 700\.0\.$/)
    })

    test('leaves another loss the worse of the two', () => {
      const now = bounded({ scores: { 'AP monolingual': 0.4, 'RankDistance multilingual': 800 } })
      expect(compare(now, baselineEntry(runRecord(both(800))), rulesOf(measures)).verdict).toBe('regressed')
    })

    test('is never in the baseline, and is told where the baseline does not have it', () => {
      const entry = baselineEntry(bounded(both(800)))
      expect(entry.scores).toEqual({ AP: { monolingual: 0.5 } })
      const { verdict, measures: rows } = compare(bounded(both(900)), entry, rulesOf(measures))
      expect(verdict).toBe('unchanged')
      expect(rows.at(-1)).toMatchObject({
        measure: 'RankDistance',
        actual: 900,
        bound: 'at least',
        verdict: 'incomparable',
      })
    })

    test('fails where there is no other', () => {
      const { verdict, reasons } = compare(bounded(distance(800)), undefined, rulesOf(measures))
      expect({ verdict, reasons }).toEqual({
        verdict: 'failed',
        reasons: [expect.stringMatching(/^The run holds no score but bounds\./)],
      })
    })
  })

  const value = fc.double({ min: 0.01, max: 0.99, noNaN: true })

  it.prop([value])('finds every run unchanged from itself, even without tolerance', (each) => {
    expect(compared(ap(each), ap(each), 0).verdict).toBe('unchanged')
  })

  it.prop([value, value, fc.double({ min: 0, max: 0.5, noNaN: true })])(
    'judges opposite moves oppositely, for every pair of values',
    (a, b, tolerance) => {
      const opposite = { regressed: 'improved', improved: 'regressed' } as Record<string, string>
      const verdict = compared(ap(a), ap(b), tolerance).verdict
      fc.pre(Math.abs(Math.abs(a - b) - tolerance) > 2e-6)
      expect(compared(ap(b), ap(a), tolerance).verdict).toBe(opposite[verdict] ?? verdict)
    },
  )
})
