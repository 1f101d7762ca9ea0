import { describe, expect, test } from 'vitest'
import { type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import type { ScoreRecord } from '../experiment/record.ts'
import { groupByDataset } from './dataset-group.ts'
import { heatLevels } from './heat-scale.ts'
import { type LanguagePairs, languagePairs, type PairMaps } from './language-pairs.ts'

const run = runRecord(outcomes[3] as Outcome)
const template = run.scores[0] as ScoreRecord

/** The maps of rows that have these scores, each measured on `ar` and `en`. */
function pairsOf(rows: readonly (readonly Partial<ScoreRecord>[])[], languages = ['ar', 'en']): LanguagePairs {
  const cases = rows.map((scores, i) => {
    const records = scores.map((score) => ({ ...template, perPair: {}, ...score }))
    const one = { ...run, label: `row ${i}`, dataset: { ...run.dataset, languages }, scores: records }
    return reportCase(outcomes[3] as Outcome, { run: one })
  })
  return languagePairs(groupByDataset(cases)[0]?.rows ?? [])
}

const cells = (maps: PairMaps | undefined, at = 0) =>
  maps?.maps[at]?.rows.map(({ label, cells }) => [label, ...cells.map(({ value, level }) => `${value}:${level}`)])

const matrix = { en: { en: 0.8, ar: 0.2 }, ar: { en: 0.4, ar: 0.6 } }

describe('languagePairs', () => {
  test('has query languages at the left and document languages at the top, in the data set’s order', () => {
    const [maps] = pairsOf([[{ measure: 'AP', setting: 'cross-lingual', perPair: matrix }]]).shown
    expect(maps?.maps[0]?.columns).toEqual(['ar', 'en'])
    expect(cells(maps)).toEqual([
      ['ar', '.60:15', '.40:10'],
      ['en', '.20:5', `.80:${heatLevels}`],
    ])
    expect(maps?.maps[0]?.rows.map(({ cells }) => cells.map(({ diagonal }) => diagonal))).toEqual([
      [true, false],
      [false, true],
    ])
  })

  test('joins the diagonal of the monolingual setting and the rest of the cross-lingual', () => {
    const { shown } = pairsOf([
      [
        { measure: 'AP', setting: 'monolingual', perPair: { ar: { ar: 0.5 }, en: { en: 1 } } },
        { measure: 'AP', setting: 'cross-lingual', perPair: { ar: { en: 0.25 }, en: { ar: 0 } } },
      ],
    ])
    expect(shown).toHaveLength(1)
    expect(cells(shown[0])).toEqual([
      ['ar', '.50:10', '.25:5'],
      ['en', '.00:0', '1.00:20'],
    ])
  })

  test('shows a measure of each document language in one pool, low ranks strongest, on one scale for all rows', () => {
    const measure = { measure: 'MeanRank', setting: 'multilingual', direction: 'lower' } as const
    const near = { ...measure, perPair: { ar: { ar: 10, en: 100 }, en: { ar: 100, en: 10 } } }
    const far = { ...measure, perPair: { ar: { ar: 100, en: 1000 }, en: { ar: 1000, en: 100 } } }
    const { shown, others } = pairsOf([[near], [far]])
    expect(shown.map(({ title }) => title)).toEqual(['Language pairs in one pool: MeanRank'])
    expect(cells(shown[0], 0)?.[0]).toEqual(['ar', '10:20', '100:10'])
    expect(cells(shown[0], 1)?.[0]).toEqual(['ar', '100:10', '1,000:0'])
    expect(shown[0]?.caption).toContain('logarithmic scale from 1,000 (no colour) to 10')
    expect(others).toEqual([])
  })

  test('shows the leading measure, and closes all others', () => {
    const scores = ['RR', 'AP'].map((measure) => ({ measure, setting: 'cross-lingual', perPair: matrix }) as const)
    const { shown, others, leftOut } = pairsOf([scores])
    expect(shown.map(({ title, open }) => [title, open])).toEqual([['Language pairs: AP', true]])
    expect(others.map(({ title, open }) => [title, open])).toEqual([['Language pairs: RR', false]])
    expect(leftOut).toBeNull()
  })

  test('names the measures whose maps would be too much for a page', () => {
    const languages = Array.from({ length: 40 }, (_, i) => `l${i}`)
    const line = Object.fromEntries(languages.map((language) => [language, 0.5]))
    const perPair = Object.fromEntries(languages.map((language) => [language, line]))
    const scores = ['AP', 'RR', 'P@1'].map((measure) => ({ measure, setting: 'cross-lingual', perPair }) as const)
    const { shown, others, leftOut } = pairsOf([scores, scores], languages)
    expect([shown.length, others, leftOut]).toEqual([1, [], 'RR, P@1'])
    // Of one system's 1,600 cells a measure there is room for one.
    const single = pairsOf([scores], languages)
    expect([single.others.length, single.leftOut]).toEqual([1, 'P@1'])
  })

  test('has nothing where no language pairs were measured, or none has a number', () => {
    expect(pairsOf([[{ measure: 'AP' }]]).shown).toEqual([])
    expect(pairsOf([[{ measure: 'AP', perPair: { ar: { ar: Number.NaN } } }]]).shown).toEqual([])
  })
})
