import { describe, expect, test } from 'vitest'
import { emptyCase, type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import { groupByDataset, leadingMeasure } from './dataset-group.ts'

const hybrid = outcomes[3] as Outcome
const run = runRecord(hybrid)

describe('groupByDataset', () => {
  test('keeps apart two states of one data set, whose numbers do not compare', () => {
    const changed = { ...run, dataset: { ...run.dataset, hash: 'other' } }
    const groups = groupByDataset([reportCase(hybrid), reportCase(hybrid, { run: changed }), emptyCase('skipped')])
    expect(groups.map(({ dataset, rows }) => [dataset.hash.slice(0, 5), rows.length])).toEqual([
      ['6f1d6', 1],
      ['other', 1],
    ])
  })

  test.each([
    [
      { languages: ['de', 'en'] },
      { languages: ['de', 'en', 'fr'] },
      ['cldr-emoji, 2 languages', 'cldr-emoji, 3 languages'],
    ],
    [{ languages: ['de', 'en'] }, { languages: ['de', 'fr'] }, ['cldr-emoji in de and en', 'cldr-emoji in de and fr']],
    [{ revision: '1' }, { revision: '2' }, ['cldr-emoji, revision 1', 'cldr-emoji, revision 2']],
    [{}, {}, ['cldr-emoji first', 'cldr-emoji second']],
    [{ name: 'a' }, { name: 'b' }, ['a', 'b']],
  ])('names data sets by what tells them apart: %o, %o', (first, second, expected) => {
    const cases = [
      { ...first, hash: 'first' },
      { ...second, hash: 'second' },
    ].map((dataset) => reportCase(hybrid, { run: { ...run, dataset: { ...run.dataset, ...dataset } } }))
    expect(groupByDataset(cases).map(({ name }) => name)).toEqual(expected)
  })

  test('tells rows of one label apart by what differs: encoder, test, key, number', () => {
    const with_ = (encoder: string, key = run.key) => ({ ...run, key, encoder: { ...run.encoder, name: encoder } })
    const labels = (...cases: Parameters<typeof groupByDataset>[0]) =>
      groupByDataset(cases)[0]?.rows.map(({ label }) => label)
    expect(labels(reportCase(hybrid, { run: with_('a') }), reportCase(hybrid, { run: with_('b') }))).toEqual([
      'Hybrid (α = 0.5) · a',
      'Hybrid (α = 0.5) · b',
    ])
    expect(labels(reportCase(hybrid, { test: 'one' }), reportCase(hybrid, { test: 'two' }))).toEqual([
      'Hybrid (α = 0.5) · one',
      'Hybrid (α = 0.5) · two',
    ])
    expect(labels(reportCase(hybrid, { run: with_('a', 'k') }), reportCase(hybrid, { run: with_('a', 'k') }))).toEqual([
      'Hybrid (α = 0.5) · k (1)',
      'Hybrid (α = 0.5) · k (2)',
    ])
  })
})

describe('leadingMeasure', () => {
  const measured = (...measures: string[]) => {
    const scores = measures.map((measure) => ({ ...(run.scores[0] as (typeof run.scores)[0]), measure }))
    return leadingMeasure(groupByDataset([reportCase(hybrid, { run: { ...run, scores } })])[0]?.rows ?? [])
  }

  test('is AP, else the first that measures accuracy', () => {
    expect(measured('RR', 'AP')).toBe('AP')
    expect(measured('RankDistance', 'RR', 'R@10')).toBe('RR')
    expect(measured('RankDistance')).toBeNull()
  })
})
