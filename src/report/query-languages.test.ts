import { describe, expect, test } from 'vitest'
import { type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import type { ScoreRecord } from '../experiment/record.ts'
import { groupByDataset } from './dataset-group.ts'
import { marksOf } from './palette.ts'
import { type LanguageTables, queryLanguages } from './query-languages.ts'

const run = runRecord(outcomes[3] as Outcome)
const template = run.scores[0] as ScoreRecord

function tablesOf(rows: readonly (readonly Partial<ScoreRecord>[])[]): LanguageTables[] {
  const cases = rows.map((scores, i) => {
    const records = scores.map((score) => ({ ...template, ...score }))
    const one = { ...run, label: `row ${i}`, dataset: { ...run.dataset, languages: ['ar', 'en'] }, scores: records }
    return reportCase(outcomes[3] as Outcome, { run: one })
  })
  const group = groupByDataset(cases)[0]?.rows ?? []
  return queryLanguages(group, marksOf(group.map(({ label }) => label)))
}

const texts = (tables: LanguageTables | undefined) =>
  tables?.maps.map(({ label, rows }) => [
    label,
    ...rows.map(({ label, cells }) => [label, ...cells.map(({ value, level }) => `${value}:${level}`)]),
  ])

describe('queryLanguages', () => {
  test('has a table for every setting of a measure, rows × query languages, all on one scale', () => {
    const scores = (shift: number) => [
      { measure: 'AP', setting: 'monolingual', perLanguage: { en: 0.8 - shift, ar: 0.4 } } as const,
      { measure: 'AP', setting: 'multilingual', perLanguage: { en: 0.2, ar: 0.1 } } as const,
    ]
    const [ap, ...rest] = tablesOf([scores(0), scores(0.4)])
    expect(rest).toEqual([])
    expect([ap?.title, ap?.open]).toEqual(['AP', true])
    expect(texts(ap)).toEqual([
      ['monolingual', ['row 0', '.40:10', '.80:20'], ['row 1', '.40:10', '.40:10']],
      ['multilingual', ['row 0', '.10:3', '.20:5'], ['row 1', '.10:3', '.20:5']],
    ])
  })

  test('puts the two halves of the negative cosines on one scale, low strongest', () => {
    const half = (measure: string, low: number, high: number) =>
      ({ measure, setting: 'multilingual', direction: 'lower', perLanguage: { ar: low, en: high } }) as const
    const [both, ...rest] = tablesOf([[half('SameNegativeMean', 0.2, 0.3), half('OtherNegativeMean', 0.1, 0.2)]])
    expect(rest).toEqual([])
    expect(both?.title).toBe('Cosines with irrelevant documents: mean')
    expect(texts(both)).toEqual([
      ['SameNegativeMean', ['row 0', '.20:10', '.30:0']],
      ['OtherNegativeMean', ['row 0', '.10:20', '.20:10']],
    ])
  })

  test('shows one half alone where the other was not asked for', () => {
    const half = { measure: 'OtherNegativeMean', setting: 'multilingual', perLanguage: { ar: 0.1, en: 0.2 } } as const
    expect(tablesOf([[half]]).map(({ title }) => title)).toEqual(['OtherNegativeMean'])
  })

  test('has nothing to compare where there is one language, or no number', () => {
    expect(tablesOf([[{ measure: 'AP', perLanguage: { ar: 1 } }]])).toEqual([])
    expect(tablesOf([[{ measure: 'AP', perLanguage: { ar: Number.NaN, en: Number.NaN } }]])).toEqual([])
  })
})
