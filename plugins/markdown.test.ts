import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { emptyCase, failedReport, outcomes, report, reportCase, samplersReport } from '../fixtures/report.ts'
import type { Loss, MeasureComparison } from '../src/gate/comparison.ts'
import type { Problem } from '../src/gate/gate.ts'
import type { ReportCase } from '../src/report/report.ts'
import { markdownSummary } from './markdown.ts'
import { document, markdownText } from './markdown-text.ts'

const [untrained, monolingual, , hybrid] = outcomes as typeof outcomes & { length: 4 }

const loss: Loss = {
  languages: [
    { language: 'th', expected: 0.4, actual: 0.2, tolerance: 0.02, verdict: 'regressed', p: 0.0004 },
    { language: 'de', expected: 0.4, actual: 0.4, tolerance: 0.02, verdict: 'unchanged' },
  ],
  pair: null,
  culprit: { language: 'th', share: 0.71 },
  queries: [],
}
const test1 = {
  p: 0.0004,
  alpha: 0.05,
  family: 8,
  interval: [-0.03, -0.01],
  queries: 9,
  concepts: 3,
  seeds: 1,
} as const

function regressedCase(measures: number): ReportCase {
  const fallen = Array.from(
    { length: measures },
    (_, i): MeasureComparison => ({
      measure: i === 0 ? 'AP' : `P@${i}`,
      setting: 'multilingual',
      direction: 'higher',
      expected: 0.359,
      actual: 0.339,
      tolerance: 0.005,
      verdict: 'regressed',
      ...(i === 0 && { test: test1, loss }),
    }),
  )
  return reportCase(hybrid!, {
    verdict: 'regressed',
    comparison: { verdict: 'regressed', reasons: [], measures: fallen },
  })
}

const problemOf = (key: string | null): Problem => ({
  key,
  message: 'It fell.\n\n  de: “<b>”',
  remedy: 'Run it alone.',
})
const keyOf = ({ run }: ReportCase): string => run!.key
const rowsOf = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| '))

describe('markdownSummary', () => {
  test('tells what fell first: by how much, in which language, and whether chance explains it', () => {
    const fallen = regressedCase(5)
    const cases = [reportCase(untrained!), emptyCase('gone', { verdict: 'missing' }), fallen]
    const text = markdownSummary(report(cases), [problemOf(keyOf(fallen)), problemOf(null)])
    expect(text.split('\n').slice(0, 3)).toEqual([
      '## ❌ Retrieval gate failed: quality fell short',
      '',
      '3 cases: 1 regressed, 1 missing, 1 unchanged · commit 01234567',
    ])
    expect(rowsOf(text).slice(0, 7)).toEqual([
      '| verdict | case | measure | baseline | this run | Δ | lost most | p |',
      '| --- | --- | --- | --: | --: | --: | --- | --: |',
      '| 🔴 regressed | hybrid | AP multilingual | .359 | .339 | **−.020** | th (71\u00a0% of the loss) | \\<.001 |',
      '|  |  | P&#64;1 multilingual | .359 | .339 | **−.020** | · | · |',
      '|  |  | P&#64;2 multilingual and 2 more | .359 | .339 | **−.020** | · | · |',
      '| 🔴 missing | gone | · | · | · | · | · | · |',
      expect.stringMatching(/^\| ⚪ unchanged \| untrained \| \S+ \S+ \| \.\d+ \| \.\d+ \| = \| · \| · \|$/),
    ])
    expect(text).toContain(`<details><summary>What fell: ${keyOf(fallen).replace('>', '&gt;')}</summary>`)
    expect(text).toContain('\nIt fell.<br>\nde: “\\<b\\>”<br>\n\n<pre>Run it alone.</pre>\n</details>\n')
    expect(text).toContain('- **The suite**: It fell. de: “\\<b\\>” Run it alone.')
  })

  test('tells a quality that fell from one that could not be evaluated', () => {
    const gone = report([reportCase(untrained!), emptyCase('gone', { verdict: 'missing' })])
    expect(markdownSummary(gone, [problemOf('gone')])).toContain('failed: something could not be evaluated\n')
    expect(markdownSummary(samplersReport(), [])).toContain('## ✅ Retrieval gate passed\n')
  })

  test('has a folded table for each data set, and the way to the artifacts', () => {
    const text = markdownSummary(samplersReport(), [], { artifacts: 'https://example.test/runs/1#artifacts' })
    expect(text).toContain(
      '<details><summary>cldr-emoji 48.2.0/soft, 11 languages, 3,300 queries, 3,300 documents</summary>\n\n| case |',
    )
    expect(text).toContain(
      'The whole report is among [the artifacts of this run](https://example.test/runs/1#artifacts).',
    )
  })

  test('stays within its size, closes what it cuts, and says so', () => {
    const many = Array.from({ length: 400 }, (_, i) => reportCase({ ...monolingual!, name: `case ${i}` }))
    const text = markdownSummary(report(many), [], { most: 30_000 })
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(30_000)
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)!.length)
    expect(text.trimEnd().endsWith('The rest is in the report.*')).toBe(true)
    expect(markdownSummary(failedReport(), [], { most: 0 }).length).toBeLessThan(100)
  })
})

describe('document', () => {
  const line = fc.string({ maxLength: 20, unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))
  const block = fc.record({ open: fc.array(line), lines: fc.array(line), close: fc.array(line) })

  property.prop([fc.array(block, { maxLength: 4 }), fc.integer({ min: 20, max: 400 })])(
    'never grows beyond its size, and is whole where it fits',
    (blocks, most) => {
      const whole = blocks.flatMap(({ open, lines, close }) => [...open, ...lines, ...close, '']).join('\n')
      const text = document(blocks, most, 'rest')
      const fits = Buffer.byteLength(whole) + 'rest\n\n\n'.length <= most
      if (fits && text !== whole) throw new Error(`${JSON.stringify(text)} is cut`)
      if (Buffer.byteLength(text) > most) throw new Error(`${Buffer.byteLength(text)} bytes`)
    },
  )
})

describe('markdownText', () => {
  test.each([
    ['a | <b> _c_', 'a \\| \\<b\\> \\_c\\_'],
    ['[x](y)\n# z', '\\[x\\](y) \\# z'],
    ['&amp; ~~no~~ !', '\\&amp; \\~\\~no\\~\\~ \\!'],
    ['see https://example.test', 'see https\\://example.test'],
    ['nDCG@10', 'nDCG&#64;10'],
    ['\u001b[31mred\u001b[39m \u202e', 'red ⟨U+202E⟩'],
  ])('%j is written %j', (text, written) => {
    expect(markdownText(text)).toBe(written)
  })
})
