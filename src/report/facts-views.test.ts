import { describe, expect, test } from 'vitest'
import { type Outcome, outcomes, report, reportCase, runRecord } from '../../fixtures/report.ts'
import type { RunRecord } from '../experiment/record.ts'
import type { HistoryEntry } from '../gate/history-entry.ts'
import { bibtex } from './bibtex.ts'
import { groupByDataset, type Row } from './dataset-group.ts'
import { languageSharesView, ownShareSentence } from './language-shares-view.ts'
import { marksOf } from './palette.ts'
import { reproduceView } from './reproduce-view.ts'
import { timingTable } from './timing-table.ts'
import { trendCharts } from './trends.ts'

const hybrid = outcomes[3] as Outcome
const run = runRecord(hybrid)
const marks = marksOf([run.label])

function rowsOf(record: RunRecord): readonly Row[] {
  return groupByDataset([reportCase(hybrid, { run: record })])[0]?.rows ?? []
}

describe('languageSharesView', () => {
  test('shows shares by query language, their means, and how much is in the query’s own', () => {
    const found = { ar: { ar: 0.4, de: 0.6 }, de: { de: 1 } }
    const view = languageSharesView(rowsOf({ ...run, languageShares: { cutoff: 10, found } }), marks)
    expect(view?.title).toBe('Language share of the top 10')
    expect(view?.overall.rows[0]?.cells.map(({ value }) => value)).toEqual(['.20', '.80'])
    expect(view?.maps[0]?.rows.map(({ cells }) => cells.map(({ value }) => value))).toEqual([
      ['.40', '.60'],
      ['.00', '1.00'],
    ])
    expect(view?.own).toBe('In the query’s own language: Hybrid (α = 0.5) 70\u00a0%.')
    expect(view?.caption).toContain('Each has 9\u00a0% of the pool.')
  })

  test('sets the system of choice beside the others', () => {
    const shared = (own: number) => ({ cutoff: 10, found: { ar: { ar: own, de: 1 - own } } })
    const cases = [0.2, 0.1, 0.6].map((own, i) =>
      reportCase(hybrid, { run: { ...run, label: `system ${i}`, languageShares: shared(own) } }),
    )
    const rows = groupByDataset(cases)[0]?.rows ?? []
    expect(ownShareSentence(rows, rows[0]!)?.replaceAll('\u00a0', ' ')).toBe(
      'Of its first 10 results 20 % are in the query’s own language, which has 9 % of the pool; others from 10 % (system 1) to 60 % (system 2).',
    )
    expect(ownShareSentence(rowsOf(run), rowsOf(run)[0]!)).toBeNull()
  })

  test('is none where no first results were kept', () => {
    expect(languageSharesView(rowsOf(run), marks)).toBeNull()
  })
})

describe('timingTable', () => {
  test('tells training a seed, steps a second, and the rest', () => {
    const [row] = timingTable(rowsOf(run), marks)?.rows ?? []
    expect(row).toMatchObject({ training: '28 s', steps: '53', encoding: '0.4 s', evaluation: '1.9 s', kernel: 'simd' })
  })

  test('leaves training empty where there was none', () => {
    const [row] = timingTable(rowsOf({ ...run, training: null }), marks)?.rows ?? []
    expect(row).toMatchObject({ training: '', steps: '' })
  })
})

describe('trendCharts', () => {
  const entry = (day: number, ap: number, rest: Partial<HistoryEntry> = {}): HistoryEntry => ({
    schema: 1,
    key: run.key,
    commit: null,
    dirty: false,
    date: `2026-11-0${day}T00:00:00.000Z`,
    dataset: run.dataset.hash,
    configurationHash: run.configurationHash,
    scores: { AP: { multilingual: ap }, RankDistance: { multilingual: 1000 } },
    ...rest,
  })
  const marked = rowsOf(run).map((row) => ({ ...row, mark: marks.get(row.label)! }))

  test('draw what was measured on the same data under the same configuration', () => {
    const charts = trendCharts(marked, [entry(1, 0.3), entry(2, 0.4, { dataset: 'other' }), entry(3, 0.35)])
    expect(charts.map(({ title }) => title)).toEqual(['AP, multilingual', 'Rank distance'])
    expect(charts[0]?.svg).toContain('over 2 runs: AP, multilingual. Hybrid (α = 0.5) .350, first .300, baseline .359.')
    expect(charts[0]?.caption).toBe('2 runs from 2026-11-01 to 2026-11-03; dashed: the baseline.')
  })

  test('are none of a single run, or of none', () => {
    expect(trendCharts(marked, [entry(1, 0.3)])).toEqual([])
    expect(trendCharts(marked, [])).toEqual([])
  })
})

describe('reproduceView', () => {
  test('gives the commands, and says what they may not give again', () => {
    const one = report([reportCase(hybrid)])
    const groups = groupByDataset(one.cases)
    const { commands, caveat, provenance } = reproduceView(one, groups)
    expect(commands).toBe(
      'git checkout 0123456789abcdef0123456789abcdef01234567\nnpm ci\nnpx vitest bench benchmarks/retrieval',
    )
    expect(caveat).toBeNull()
    expect(provenance.map(({ term, text }) => `${term}: ${text}`)).toEqual(
      expect.arrayContaining(['seeds: 1, 2, 3', 'computed by: simd', 'training: 1,500 steps of 128 pairs']),
    )
    const environment = { ...one.environment, commit: null }
    expect(reproduceView({ ...one, environment }, groups).commands).toBe('npx vitest bench benchmarks/retrieval')
    expect(reproduceView({ ...one, environment: { ...one.environment, dirty: true } }, []).caveat).toContain(
      'changes that no commit holds',
    )
  })
})

describe('bibtex', () => {
  const groups = groupByDataset([reportCase(hybrid)])

  test('cites the method and each data set once', () => {
    expect([...bibtex(groups).matchAll(/^@misc\{(.*),$/gm)].map(([, key]) => key)).toEqual([
      'elmahdy2024synergistic',
      'cldr-emoji',
    ])
  })

  test('escapes what BibTeX would read', () => {
    const card = { ...run.dataset.card!, title: '100 % of {a} & b_c', source: 'https://example.org/}x' }
    const training = null
    const other = groupByDataset([reportCase(hybrid, { run: { ...run, training, dataset: { ...run.dataset, card } } })])
    expect(bibtex(other)).toContain('title = {100 \\% of \\{a\\} \\& b\\_c}')
    expect(bibtex(other)).toContain('\\url{https://example.org/%7Dx}')
    expect(bibtex(other)).not.toContain('elmahdy')
  })

  test('is empty where nothing is known', () => {
    expect(bibtex([])).toBe('')
  })
})
