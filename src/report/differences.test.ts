import { describe, expect, test } from 'vitest'
import { type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import type { RunRecord } from '../experiment/record.ts'
import { type DatasetGroup, groupByDataset } from './dataset-group.ts'
import { differenceScale } from './difference-scale.ts'
import { differences } from './differences.ts'

const [untrained, monolingual, crossLingual, hybrid] = outcomes as [Outcome, Outcome, Outcome, Outcome]

function groupOf(runs: readonly RunRecord[]): DatasetGroup {
  return groupByDataset(runs.map((run) => reportCase(hybrid, { run })))[0] as DatasetGroup
}

/** Every language pair and every language of AP at one value. */
function flat(outcome: Outcome, value: number): RunRecord {
  const run = runRecord(outcome)
  const scores = run.scores.map((score) => ({
    ...score,
    perLanguage: Object.fromEntries(Object.keys(score.perLanguage).map((language) => [language, value])),
    ...(score.perPair && {
      perPair: Object.fromEntries(
        Object.entries(score.perPair).map(([query, line]) => [
          query,
          Object.fromEntries(Object.keys(line).map((document) => [document, value])),
        ]),
      ),
    }),
  }))
  return { ...run, scores }
}

describe('differences', () => {
  test('sets the system of choice against the usual references, controls last', () => {
    const titles = differences(groupOf(outcomes.map((outcome) => runRecord(outcome)))).map(({ title }) => title)
    expect(titles).toEqual([
      'Cross-lingual (X-Y) − Hybrid (α = 0.5)',
      'Cross-lingual (X-Y) − Monolingual (X-X-mono)',
      'Cross-lingual (X-Y) − Untrained n-grams',
    ])
  })

  test('subtracts pair by pair and language by language', () => {
    const [first] = differences(groupOf([flat(crossLingual, 0.5), flat(hybrid, 0.55)]))
    expect(first?.map?.rows).toHaveLength(11)
    expect(
      new Set(first?.map?.rows.flatMap(({ cells }) => cells.map(({ value, level }) => `${value} ${level}`))),
    ).toEqual(new Set(['−.050 -20']))
    expect(first?.bars?.svg).toContain('ar −.050, de −.050')
    expect(first?.open).toBe(true)
  })

  test('leaves out what is only bounded, and is empty without two systems', () => {
    const bounded = flat(hybrid, 0.55)
    const scores = bounded.scores.map((score) => ({ ...score, bound: 'at least' as const }))
    expect(differences(groupOf([flat(crossLingual, 0.5), { ...bounded, scores }]))).toEqual([])
    expect(differences(groupOf([runRecord(monolingual)]))).toEqual([])
    expect(differences({ ...groupOf([runRecord(untrained)]), rows: [] })).toEqual([])
  })
})

describe('differenceScale', () => {
  test('tints a gain and a loss of one size alike, whichever way the measure counts', () => {
    const higher = differenceScale('AP', [0.1, -0.2, Number.NaN], 'higher')
    expect([0.2, 0.1, 0, -0.2].map(higher.level)).toEqual([20, 10, 0, -20])
    expect(higher.written(-0.2)).toBe('−.20')
    expect(differenceScale('RankDistance', [100, -200], 'lower').level(100)).toBe(-10)
    expect(differenceScale('AP', [0], 'higher').level(0)).toBe(0)
  })
})
