import { describe, expect, test } from 'vitest'
import { runRecord } from '../../fixtures/run-record.ts'
import type { RunRecord } from '../experiment/record.ts'
import type { Comparison, MeasureComparison } from '../gate/comparison.ts'
import { groupByDataset } from './dataset-group.ts'
import { marksOf } from './palette.ts'
import type { ReportCase } from './report.ts'
import { mainTable, type ScoreTable } from './score-table.ts'

function reportCase(run: RunRecord, rest: Partial<ReportCase> = {}): ReportCase {
  const { key, name } = run
  const [file, test] = [key, name]
  return { file, test, verdict: 'unchanged', note: null, errors: [], checks: [], run, comparison: null, ...rest }
}

function tableOf(...cases: readonly ReportCase[]): ScoreTable {
  const { rows } = groupByDataset(cases)[0]!
  return mainTable(rows, marksOf(rows.map(({ label }) => label)))
}

const known = runRecord({ key: 'known', name: 'known' })
const bounded: RunRecord = {
  ...runRecord({ key: 'cut', name: 'cut', scores: { 'AP monolingual': 0.6, 'RankDistance multilingual': 12.3 } }),
  warnings: ['The run lacks 1 judged query.'],
}
const cut = {
  ...bounded,
  scores: bounded.scores.map((score) =>
    score.direction === 'lower' ? { ...score, bound: 'at least' as const } : score,
  ),
}

describe('mainTable', () => {
  test('marks the best of each column', () => {
    const worse = runRecord({ key: 'worse', name: 'worse', scores: { 'AP monolingual': 0.4 } })
    const { rows } = tableOf(reportCase(known), reportCase(worse))
    expect(rows.map(({ cells }) => [cells[0]!.value, cells[0]!.best])).toEqual([
      ['.500', true],
      ['.400', false],
    ])
  })

  test('writes a bound as one, and names no best where it might be better', () => {
    const { rows, notes } = tableOf(reportCase(known), reportCase(cut))
    expect(rows.map(({ cells }) => [cells.at(-1)!.value, cells.at(-1)!.best])).toEqual([
      ['800', false],
      ['≥ 12.3', false],
    ])
    expect(rows[1]!.cells[0]).toMatchObject({ value: '.600', best: true })
    expect(notes[0]).toContain('≥ and ≤: relevant documents were not returned')
    expect(notes[1]).toBe('cut: The run lacks 1 judged query.')
  })

  test('names the best that a bound cannot reach', () => {
    const near = runRecord({ key: 'near', name: 'near', scores: { 'RankDistance multilingual': 9 } })
    const { rows } = tableOf(reportCase(near), reportCase(cut))
    expect(rows.map(({ cells }) => cells.at(-1)!.best)).toEqual([true, false])
  })

  test('shows no difference of a bound to the baseline', () => {
    const row: MeasureComparison = {
      measure: 'RankDistance',
      setting: 'multilingual',
      direction: 'lower',
      expected: 800,
      actual: 12.3,
      tolerance: 16,
      verdict: 'incomparable',
      bound: 'at least',
    }
    const comparison: Comparison = { verdict: 'incomparable', reasons: [], measures: [row] }
    expect(tableOf(reportCase(cut, { comparison })).rows[0]!.cells.at(-1)!.change).toBeNull()
  })

  test('has no legend for what it does not show', () => {
    expect(tableOf(reportCase(known)).notes.join()).not.toContain('≥')
  })
})
