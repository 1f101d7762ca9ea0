import { describe, expect, test } from 'vitest'
import { type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import type { ScoreRecord } from '../experiment/record.ts'
import { groupByDataset } from './dataset-group.ts'
import { seedTest } from './seed-test.ts'
import { type Standing, standingOf } from './standing.ts'

const run = runRecord(outcomes[3] as Outcome)
const template = run.scores[0] as ScoreRecord

/** Rank distances of rows a, b, …, each with one seed. */
function standing(...scores: Partial<ScoreRecord>[]): Standing {
  const cases = scores.map((score, i) => {
    const one = { ...template, direction: 'lower' as const, measure: 'RankDistance', perSeed: [0], ...score }
    return reportCase(outcomes[3] as Outcome, { run: { ...run, label: 'abcdef'[i] as string, scores: [one] } })
  })
  return standingOf(groupByDataset(cases)[0]?.rows ?? [], 'RankDistance', template.setting) as Standing
}

const names = (places: Standing['places']) => places.map(({ row }) => row.label).join('')

describe('standingOf', () => {
  test('puts the best first, and counts what reads the same as the best', () => {
    const { places, leaders } = standing({ value: 300 }, { value: 200.1 }, { value: 199.9 })
    expect(names(places)).toBe('cba')
    expect(names(leaders)).toBe('cb')
  })

  test('counts as level what a test over seeds does not tell apart from the best', () => {
    const seeds = (value: number) => ({ value, perSeed: [value - 10, value + 10] })
    expect(names(standing(seeds(200), seeds(215), seeds(300)).level)).toBe('ab')
  })

  test('corrects p for all rows that are held against the best', () => {
    const seeds = (...perSeed: number[]) => ({ value: perSeed.reduce((a, b) => a + b) / perSeed.length, perSeed })
    const [best, near, far] = [seeds(200, 202, 204), seeds(203, 206, 208), seeds(220, 226, 221)]
    const p = (one: typeof best) => seedTest(one.perSeed, best.perSeed)?.p as number
    const { places } = standing(far, best, near)
    expect(places.map((place) => place.p)).toEqual([null, Math.max(p(near), 2 * p(far)), 2 * p(far)])
    expect(p(far)).toBeLessThan(p(near))
  })

  test('lets no bound lead: one behind the best changes nothing', () => {
    const { leaders, known } = standing({ value: 200 }, { value: 250, bound: 'at least' }, { value: 300 })
    expect([names(leaders), names(known)]).toEqual(['a', 'ac'])
  })

  test('has no leader where a bound is better than every known value, or nothing is known', () => {
    const near = { value: 195, perSeed: [180, 210], bound: 'at least' } as const
    expect(standing({ value: 200, perSeed: [185, 215] }, near)).toMatchObject({ leaders: [], level: [] })
    expect(standing({ value: 150, bound: 'at least' })).toMatchObject({ leaders: [], level: [], known: [] })
  })
})
