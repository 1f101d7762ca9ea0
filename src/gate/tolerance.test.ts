import { describe, expect, test } from 'vitest'
import { averagePrecision } from '../metrics/average-precision.ts'
import { ndcg } from '../metrics/ndcg.ts'
import { rankDistance } from '../metrics/rank-distance.ts'
import { rulesOf, type Tolerances } from './tolerance.ts'

const measures = [averagePrecision(), ndcg({ cutoff: 10 }), rankDistance()]

describe('rulesOf', () => {
  test.for([
    [undefined, 0.005, 0.01, 16],
    [0.02, 0.02, 0.02, 16],
    ['10%', 0.05, 0.05, 80],
    [{ worse: 0.02, alpha: 0.01 }, 0.02, 0.02, 16],
    [{ RankDistance: 5 }, 0.005, 0.01, 5],
    [{ AP: '1%' }, 0.005, 0.01, 16],
    [{ 'AP multilingual': 0.03, AP: 0.04 }, 0.04, 0.01, 16],
  ] as [Tolerances | undefined, number, number, number][])('reads %j', ([tolerances, ap, gain, distance]) => {
    const rules = rulesOf(measures, tolerances)
    const worse = (measure: string, expected: number): number => rules.measure(measure, 'monolingual', expected).worse
    expect([worse('AP', 0.5), worse('nDCG@10', 0.5), worse('RankDistance', 800)]).toEqual(
      [ap, gain, distance].map((value) => expect.closeTo(value, 12)),
    )
  })

  test('lets a setting’s own tolerance, and a case’s own table, outweigh the more general', () => {
    const rules = rulesOf(measures, { 'AP multilingual': 0.03 }, { AP: 0.04, languages: 0.07 })
    expect(rules.measure('AP', 'multilingual', 0.5).worse).toBe(0.03)
    expect(rules.measure('AP', 'monolingual', 0.5).worse).toBe(0.04)
    expect(rules.language('AP', 'monolingual', 0.5)).toMatchObject({ worse: 0.07, alpha: null, given: true })
  })

  test('asks a test of the leading measure and rank distance, and of what a test is asked for', () => {
    const kept = (tolerances?: Tolerances): string[] =>
      measures.map(({ name }) => name).filter((name) => rulesOf(measures, tolerances).keeps(name, 'multilingual'))
    expect(kept()).toEqual(['AP', 'RankDistance'])
    expect(kept({ 'nDCG@10': { worse: 0.01, alpha: 0.05 } })).toEqual(['AP', 'nDCG@10', 'RankDistance'])
    expect(rulesOf(measures.slice(1)).keeps('nDCG@10', 'monolingual')).toBe(true)
    expect(rulesOf(measures).measure('AP', 'monolingual', 0.5)).toMatchObject({ alpha: 0.05, given: false })
    expect(rulesOf(measures, { AP: 0.1 }).measure('AP', 'monolingual', 0.5)).toMatchObject({ alpha: null, given: true })
  })

  test('holds no single language of measures whose values of queries are not kept', () => {
    expect(rulesOf(measures).language('nDCG@10', 'monolingual', 0.5)).toBeNull()
    expect(rulesOf(measures).language('AP', 'monolingual', 0.5)).toMatchObject({ worse: 0.02, alpha: 0.05 })
  })

  test.for([
    -0.1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '2' as '2%',
    '-2%' as const,
    { AP: -1 },
    { languages: -1 },
    { AP: { worse: 0.1, alpha: 5 } },
    { limits: { AP: Number.NaN } },
  ])('rejects %j', (tolerance) => {
    expect(() => rulesOf(measures, tolerance)).toThrow(RangeError)
  })
})
