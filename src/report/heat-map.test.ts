import { describe, expect, test } from 'vitest'
import { type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import { groupByDataset } from './dataset-group.ts'
import { heatLevels, heatMaps } from './heat-map.ts'

const run = runRecord(outcomes[3] as Outcome)

function mapsOf(perPair: Record<string, Record<string, number>>, languages = ['ar', 'en']) {
  const scores = [{ ...(run.scores[1] as (typeof run.scores)[0]), perPair }]
  const one = { ...run, dataset: { ...run.dataset, languages }, scores }
  return heatMaps(groupByDataset([reportCase(outcomes[3] as Outcome, { run: one })])[0]?.rows ?? [])
}

describe('heatMaps', () => {
  test('has query languages at the left, document languages at the top, the tint in proportion to the highest', () => {
    const map = mapsOf({ en: { en: 0.8, ar: 0.2 }, ar: { en: 0.4, ar: 0.6 } })?.maps[0]
    expect(map?.languages).toEqual(['ar', 'en'])
    expect(map?.rows.map(({ language, cells }) => [language, ...cells.map(({ value }) => value)])).toEqual([
      ['ar', '.60', '.40'],
      ['en', '.20', '.80'],
    ])
    expect(map?.rows.map(({ cells }) => cells.map(({ level }) => level))).toEqual([
      [15, 10],
      [5, heatLevels],
    ])
    expect(map?.rows.map(({ cells }) => cells.map(({ diagonal }) => diagonal))).toEqual([
      [true, false],
      [false, true],
    ])
  })

  test('leaves a pair without a number empty, and asks no prototype for languages', () => {
    const maps = mapsOf({ ar: { ar: Number.NaN } }, ['toString', 'ar'])
    expect(maps?.maps[0]?.rows).toEqual([{ language: 'ar', cells: [{ value: '', level: 0, diagonal: true }] }])
  })

  test('is null where no language pairs were measured', () => {
    expect(mapsOf({})).toBeNull()
  })
})
