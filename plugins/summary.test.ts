import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { report } from '../fixtures/report.ts'
import { type RunRecordOptions, runRecord } from '../fixtures/run-record.ts'
import type { RunRecord, TrainingRecord } from '../src/experiment/record.ts'
import type { Comparison } from '../src/gate/comparison.ts'
import type { Finding } from '../src/integrity/finding.ts'
import type { ReportCase } from '../src/report/report.ts'
import { markdownSummary } from './markdown.ts'
import { terminalSummary } from './summary.ts'

const file = 'a.bench.ts'

function reportCase(test: string, options: RunRecordOptions = {}, rest: Partial<ReportCase> = {}): ReportCase {
  const run = runRecord({ key: `${file} > ${test}`, ...options })
  return { file, test, verdict: 'unchanged', note: null, errors: [], checks: [], run, comparison: null, ...rest }
}

const regressed: Comparison = {
  verdict: 'regressed',
  reasons: [],
  measures: [
    {
      measure: 'AP',
      setting: 'monolingual',
      direction: 'higher',
      expected: 0.5,
      actual: 0.55,
      tolerance: 0.005,
      verdict: 'improved',
    },
    {
      measure: 'RankDistance',
      setting: 'multilingual',
      direction: 'lower',
      expected: 800,
      actual: 900,
      tolerance: 16,
      verdict: 'regressed',
    },
  ],
}
const cases = [
  reportCase('hybrid', {}, { verdict: 'regressed', comparison: regressed }),
  reportCase('untrained', { control: true }),
  reportCase('elsewhere', { data: 'other' }),
  reportCase('gone', {}, { verdict: 'missing', run: null }),
  reportCase('one away', {}, { verdict: 'skipped', note: 'no data', run: null }),
  reportCase('other away', {}, { verdict: 'skipped', note: 'no data', run: null }),
]
const problems = [{ key: 'a.bench.ts > hybrid', message: 'RankDistance rose.', remedy: 'Run it alone.' }]

function lines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim())
}

describe('terminalSummary', () => {
  const text = lines(terminalSummary({ cases, problems, notes: ['Report: reports/index.html'] }))

  test('has a table for each data set and one for cases without a run', () => {
    expect(
      text.filter(
        (line) =>
          line.startsWith('case ') ||
          line.startsWith('toy 1') ||
          line.startsWith('without a run') ||
          line.startsWith('Skipped'),
      ),
    ).toEqual([
      'toy 1, 2 languages, 4 queries, 8 documents',
      expect.stringMatching(/^case +AP mono +AP multi +rank distance +Δ baseline +verdict$/),
      'toy 1, 2 languages, 4 queries, 8 documents',
      expect.stringMatching(/^case +AP mono/),
      'without a run of their own',
      expect.stringMatching(/^case +verdict$/),
      'Skipped: no data',
    ])
  })

  test('counts many cases that one reason skips, in place of listing them', () => {
    const many = ['a', 'b', 'c', 'd'].map((name) =>
      reportCase(name, {}, { verdict: 'skipped', note: 'no data', run: null }),
    )
    const listed = (cases: readonly ReportCase[]) =>
      lines(terminalSummary({ cases, problems: [], notes: [] })).filter((line) => /^[abcdS]\w* |^Skipped/.test(line))
    expect(listed(many)).toEqual(['Skipped, 4 cases: no data'])
    expect(listed(many.slice(1)).at(-1)).toBe('Skipped: no data')
    expect(listed(many.slice(1))).toHaveLength(5)
    expect(markdownSummary(report(many), [])).toContain('Skipped, 4 cases: no data')
  })

  test('tells a loss before a gain', () => {
    expect(text.find((line) => line.startsWith('hybrid'))).toMatch(
      /^hybrid +\.500 +\.400 +800 +distance \+100 +regressed$/,
    )
  })

  test('ends with the verdict, the problems in order, and the notes', () => {
    const from = text.findIndex((line) => line.startsWith('✗'))
    expect(text.slice(from).filter(Boolean)).toEqual([
      '✗ Retrieval gate failed, 1 problem  6 cases: 1 regressed, 2 unchanged, 1 missing, 2 skipped',
      '1. a.bench.ts > hybrid',
      'RankDistance rose.',
      'Run it alone.',
      'Report: reports/index.html',
    ])
  })

  test('cuts names from the front where the terminal is narrow', () => {
    const one = [reportCase(`${'long '.repeat(20)}> hybrid`)]
    const rows = lines(terminalSummary({ cases: one, problems: [], notes: [], width: 100 }))
    expect(rows.find((row) => row.includes('hybrid'))).toMatch(/^…[long ]+> hybrid +\.500 /)
    expect(Math.max(...rows.filter((row) => row.includes('hybrid')).map((row) => row.length))).toBeLessThanOrEqual(97)
  })

  test('names the file where two cases share a name', () => {
    const twin = { ...reportCase('hybrid'), file: 'b.bench.ts', run: runRecord({ key: 'b.bench.ts > hybrid' }) }
    const rows = lines(terminalSummary({ cases: [reportCase('hybrid'), twin], problems: [], notes: [] }))
    expect(rows.filter((row) => row.includes('hybrid')).map((row) => row.split('  ')[0])).toEqual([
      'a.bench.ts > hybrid',
      'b.bench.ts > hybrid',
    ])
  })
})

describe('a run that does not tell all', () => {
  const { run } = reportCase('bm25') as { run: RunRecord }
  const scores = run.scores.map((score) => (score.measure === 'RankDistance' ? { ...score, bound: 'at least' } : score))
  const one = {
    ...reportCase('bm25'),
    run: { ...run, scores, warnings: ['The run lacks 1 judged query.'] } as RunRecord,
  }

  test('has its bounds marked and its warnings told, on the terminal and in Markdown', () => {
    const text = lines(terminalSummary({ cases: [one], problems: [], notes: [] }))
    expect(text.find((line) => line.startsWith('bm25'))).toMatch(/^bm25 +\.500 +\.400 +≥ 800 +· +unchanged$/)
    expect(text).toContain('Warning, bm25: The run lacks 1 judged query.')
    expect(text).toContainEqual(expect.stringMatching(/^≥, ≤: at least, at most this/))
    const markdown = markdownSummary(report([one]), [])
    expect(markdown).toContain('| bm25 | .500 | .400 | ≥ 800 | · | unchanged |')
    expect(markdown).toContain('Warning, bm25: The run lacks 1 judged query.')
  })

  test('has a warning of several cases told once', () => {
    const text = lines(terminalSummary({ cases: [one, { ...one, test: 'other' }], problems: [], notes: [] }))
    expect(text.filter((line) => line.startsWith('Warning'))).toEqual([
      'Warning, bm25 and 1 more: The run lacks 1 judged query.',
    ])
  })

  test('shows no change of a bound', () => {
    const measures = [{ ...regressed.measures[1]!, verdict: 'incomparable' as const, bound: 'at least' as const }]
    const changed = { ...one, comparison: { verdict: 'incomparable' as const, reasons: [], measures } }
    const text = lines(terminalSummary({ cases: [changed], problems: [], notes: [] }))
    expect(text.find((line) => line.startsWith('bm25'))).toMatch(/≥ 800 +· +unchanged$/)
  })
})

describe('what is known of the data', () => {
  const found = (n: number): Finding => ({
    check: 'duplicates',
    language: 'de',
    count: n,
    message: `de: twins: ${n} of 8`,
    examples: [],
  })
  const pair = { query: 'ar', document: 'de', value: 0.03, expected: 0.41, z: -9 }
  const seen = { texts: 4, exact: 1, near: 0, examples: [] }

  function known(test: string, findings: number): ReportCase {
    const { run } = reportCase(test) as { run: RunRecord & { training: TrainingRecord } }
    const inspection = {
      perLanguage: {},
      errors: [],
      warnings: Array.from({ length: findings }, (_, i) => found(i + 1)),
    }
    const overlap = {
      zeroShot: false,
      sameData: false,
      threshold: 0.8,
      queries: seen,
      documents: { ...seen, texts: 8, exact: 0 },
      concepts: { evaluated: 2, shared: 0, examples: [] },
    }
    const checked: RunRecord = {
      ...run,
      dataset: { ...run.dataset, inspection },
      training: { ...run.training, overlap, languages: { seen: ['en'], unseen: ['de'] } },
      outlyingPairs: { measure: 'AP', pairs: [pair] },
    }
    return { ...reportCase(test), run: checked }
  }
  const under = (cases: readonly ReportCase[]): string[] =>
    lines(terminalSummary({ cases, problems: [], notes: [] })).filter((line) => /^(Data|Trained|Warning|…)/.test(line))

  test('stands under the table, a line each, told once for all cases', () => {
    expect(under([known('a', 2), known('b', 2)])).toEqual([
      'Trained on toy, not zero-shot: 1 of 4 queries was seen in training (exact), none of 8 documents; no pairs in de.',
      'Warning, a and 1 more: ar→de: AP .030 where .410 is expected from its siblings: a damaged subset?',
      'Data, de: twins: 2 of 8',
      'Data, de: twins: 1 of 8',
    ])
  })

  test('leaves to the report what is more than five lines', () => {
    expect(under([known('a', 7)]).slice(-2)).toEqual(['Data, de: twins: 3 of 8', '… and 2 more in the report.'])
    expect(under([known('a', 5)]).at(-1)).toBe('Data, de: twins: 1 of 8')
  })

  test('names the cases of each set of training pairs where there are several', () => {
    const [first, second] = [known('a', 0), known('b', 0)] as [ReportCase, ReportCase]
    const { training } = second.run as RunRecord & { training: TrainingRecord }
    const overlap = { ...training.overlap!, zeroShot: true, queries: { ...seen, exact: 0 } }
    const pairs = { ...training.pairs, name: 'news', hash: 'other' }
    const other = { ...second, run: { ...(second.run as RunRecord), training: { ...training, pairs, overlap } } }
    expect(under([first, other]).slice(0, 2)).toEqual([
      expect.stringMatching(/^Trained on toy, not zero-shot: .* \(a\)\.$/),
      expect.stringMatching(/^Trained on news, zero-shot as far as the pairs go: none of 4 queries was .* \(b\)\.$/),
    ])
  })

  test('has a line of its own for each in Markdown', () => {
    expect(markdownSummary(report([known('a', 2)]), [])).toContain(
      '- Data, de: twins: 2 of 8\n- Data, de: twins: 1 of 8',
    )
  })
})
