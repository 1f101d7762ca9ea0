import { describe, expect, test } from 'vitest'
import type { Comparison, ComparisonSettings } from './comparison.ts'
import { comparisonTable } from './comparison-table.ts'

const settings: ComparisonSettings = { test: 'randomisation', correction: 'holm', alpha: 0.05, seed: 7 }

/** A loss of a tenth that is significant, unless said otherwise. */
function comparison(changed: Partial<Comparison> = {}): Comparison {
  return {
    run: 'new.run',
    measure: 'AP',
    direction: 'higher',
    baseline: 0.5,
    value: 0.4,
    difference: -0.1,
    interval: [-0.15, 0],
    p: 0.00005,
    correctedP: 0.0001,
    significant: true,
    wins: 10,
    ties: 200,
    losses: 1024,
    ...changed,
  }
}

function lines(comparisons: readonly Comparison[], changed: Partial<ComparisonSettings> = {}): string[] {
  const report = {
    baseline: 'old.run',
    queries: 1234,
    settings: { ...settings, ...changed },
    comparisons,
    warnings: [],
  }
  return comparisonTable(report, { width: 200, colour: false })
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, '  '))
}

const unclear = { difference: 0.02, interval: null, p: null, correctedP: null, significant: false } as const

describe('comparisonTable', () => {
  test('has a table for each run and a row for each measure, and says what the figures mean', () => {
    const rows = [
      comparison(),
      comparison({ measure: 'RR', value: 0.52, ...unclear }),
      comparison({ run: 'other.run' }),
    ]
    expect(lines(rows)).toEqual([
      'new.run against old.run',
      'measure  baseline  run  change  95 % interval  p  p Holm  +/=/−',
      'AP  .5000  .4000  −.1000*  −.1500 … 0  <.0001  .0001  10/200/1024',
      'RR  .5000  .5200  +.0200  n/a  n/a  n/a  10/200/1024',
      '',
      'other.run against old.run',
      'measure  baseline  run  change  95 % interval  p  p Holm  +/=/−',
      'AP  .5000  .4000  −.1000*  −.1500 … 0  <.0001  .0001  10/200/1024',
      '',
      'Mean over 1,234 queries: two-sided paired randomisation test, seed 7; intervals by the BCa bootstrap.',
      'p Holm: corrected for 3 comparisons; intervals are not.',
      '* significant at 0.05. +/=/−: queries on which the run is better, equal, worse.',
      '',
    ])
  })

  test.each([
    ['holm', 1, 'p Holm: corrected for 1 comparison; intervals are not.'],
    ['holm', 2, 'p Holm: corrected for 2 comparisons; intervals are not.'],
    ['none', 2, 'p is not corrected for 2 comparisons.'],
  ] as const)('says of the correction %s for %d what it was made for', (correction, count, sentence) => {
    const rows = Array.from({ length: count }, (_, i) => comparison({ measure: `AP@${i + 1}` }))
    expect(lines(rows, { correction })).toContain(sentence)
  })

  test('has no column for a correction that was not made, and says so', () => {
    expect(lines([comparison({ p: 0.0625 })], { correction: 'none', test: 't', alpha: 0.1 })).toEqual([
      'new.run against old.run',
      'measure  baseline  run  change  95 % interval  p  +/=/−',
      'AP  .5000  .4000  −.1000*  −.1500 … 0  .0625  10/200/1024',
      '',
      "Mean over 1,234 queries: two-sided paired t test; Student's intervals.",
      'p is not corrected for 1 comparison.',
      '* significant at 0.1. +/=/−: queries on which the run is better, equal, worse.',
      '',
    ])
  })

  test('shows what is significant in bold where colour is wanted', () => {
    const bold = (each: Comparison): boolean =>
      comparisonTable(
        { baseline: 'old.run', queries: 2, settings, comparisons: [each], warnings: [] },
        { width: 200, colour: true },
      ).includes('\x1b[1m')
    expect([comparison(), comparison(unclear)].map(bold)).toEqual([true, false])
  })
})
