import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import {
  emptyCase,
  failedReport,
  type Outcome,
  outcomes,
  report,
  reportCase,
  runRecord,
  samplersReport,
} from '../../fixtures/report.ts'
import { cardRecord } from '../experiment/card-record.ts'
import type { RunRecord, TrainingRecord } from '../experiment/record.ts'
import type { HistoryEntry } from '../gate/history-entry.ts'
import { renderReport } from './html.ts'
import type { Report, ReportCase } from './report.ts'

const hybrid = outcomes[3] as Outcome

/** What a reader sees of a piece of HTML: tags gone, entities read, white space one blank. */
function textOf(html: string): string {
  const entities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#x27': "'",
    '#x3D': '=',
    '#x60': '`',
  }
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(#?\w+);/g, (all, name: string) => entities[name] ?? all)
    .replace(/\s+/g, ' ')
    .trim()
}

function all(html: string, tag: string): string[] {
  return [...html.matchAll(new RegExp(`<${tag}[ >][\\s\\S]*?</${tag}>`, 'g'))].map(([match]) => textOf(match))
}

/** Rows of the first table, as texts of their cells. */
function mainTable(html: string): string[][] {
  const table = /<table class="scores[\s\S]*?<\/table>/.exec(html)?.[0] ?? ''
  return [...table.matchAll(/<tr[ >][\s\S]*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t([hd])[ >][\s\S]*?<\/t\1>/g)].map(([cell]) => textOf(cell)),
  )
}

/** Every tag with its attributes. Throws where a quote or a bracket is left open, or a tag is closed that is not open. */
function tagsOf(html: string): string[] {
  const tags: string[] = []
  const open: string[] = []
  const empty = new Set(['meta', 'br'])
  const pattern = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][\w:-]*(?:="[^"<>]*")?)*)\s*(\/?)>|<|[^<]+/g
  for (const [match, slash, name] of html.replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, '').matchAll(pattern)) {
    if (match === '<') throw new Error(`A bare < after ${tags.at(-1)}.`)
    if (name === undefined) continue
    tags.push(match)
    if (slash) {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${last}>.`)
    } else if (!empty.has(name) && !match.endsWith('/>')) open.push(name)
  }
  if (open.length > 0) throw new Error(`Left open: ${open.join(', ')}.`)
  return tags
}

describe('renderReport', () => {
  const html = renderReport(samplersReport())

  test('has its parts in order', () => {
    expect(all(html, 'h1')).toEqual(['Retrieval report'])
    expect(all(html, 'h2')).toEqual(['Which system to use', 'cldr-emoji', 'Cases', 'Reproduce'])
    const parts = ['Language pairs: AP', 'Language pairs: other measures', 'Query languages', 'Training curves', 'Time']
    expect(all(html, 'summary').filter((part) => parts.includes(part))).toEqual(parts)
    expect(all(html, 'header')).toEqual([
      'Retrieval report passed 4 cases · cldr-emoji · 11 languages · 3,300 queries · 3,300 documents · 1,500 steps · seeds 1, 2, 3',
    ])
  })

  test('shows rows in the report’s order, three settings and the rank distance, with spread and difference', () => {
    const [head, ...rows] = mainTable(html)
    expect(head?.map((cell) => cell.split(' ')[0])).toEqual([
      'system',
      'monolingual',
      'cross-lingual',
      'multilingual',
      'rank',
    ])
    expect(rows.map((row) => row.map((cell) => cell.replace(/(?: \*+)? ±\S+ =$/, '')))).toEqual([
      ['Untrained n-grams (control)', '.540', '.031', '.055', '2,507'],
      ['Monolingual (X-X-mono)', '.639', '.049', '.079', '2,460'],
      ['Cross-lingual (X-Y)', '.639', '.437', '.375', '961'],
      ['Hybrid (α = 0.5)', '.639', '.423', '.359', '975'],
    ])
    const table = /<table class="scores[\s\S]*?<\/table>/.exec(html)?.[0] ?? ''
    expect(all(table, 'strong')).toEqual(['.639', '.639', '.437', '.375', '961', '.639'])
    expect(all(table, 'caption')[0]).toContain('a perfect ranking has 10, a random one 2,751 on average')
  })

  test('has a table for every measure and a map for every row', () => {
    expect(all(html, 'caption').slice(1, 9)).toEqual([
      'AP',
      'RR',
      'nDCG@10',
      'R@1',
      'R@10',
      'R@100',
      'Success@1',
      'RankDistance',
    ])
    expect(html.match(/<table class="heat short">/g)).toHaveLength(7 * 4)
    // Scatter, curves, loss, and bars of the system of choice against three others.
    expect(html.match(/<svg role="img"/g)).toHaveLength(3 + 3)
  })

  test('shows the difference to the baseline where something moved, and opens that comparison alone', () => {
    const failed = renderReport(failedReport())
    expect(mainTable(failed).at(-1)?.[3]).toMatch(/^\.301 \*+ ±\S+ ▼ −\.058 \(regressed\)$/)
    expect(failed.match(/<details open>\s*<summary>Comparison/g)).toHaveLength(1)
    expect(html.match(/<details open>\s*<summary>Comparison/)?.[0]).toBeUndefined()
  })

  test('lists what failed, is missing, was skipped or cannot be compared, each with its reason', () => {
    const failed = renderReport(failedReport())
    expect(all(failed, 'h2')).toEqual([
      'Problems of the whole run',
      'What needs attention',
      'Which system to use',
      'cldr-emoji',
      'Cases',
      'Reproduce',
    ])
    const notices = all(failed, 'section').join(' ')
    expect(notices).toContain('Shard 2 of 3 is missing.')
    expect(notices).toContain('missing mixed The baseline has it, this run does not.')
    expect(all(failed, 'details')[0]).toMatch(/^1 case was skipped xlm-r The folder of XLM-R is not here\./)
    expect(notices).toContain('incomparable labse Error: the data set’s hash differs')
    expect(notices).toContain('failed cross-lingual AP, multilingual: expected at least .400, got .375.')
  })

  test('shows a regression’s language, pair, queries and command before anything else is asked', () => {
    const page = renderReport(failedReport())
    const attention = /<section class="notice bad">\s*<h2 id="attention">[\s\S]*?<\/section>/.exec(page)?.[0] ?? ''
    expect(all(attention, 'table')[0]).toContain('AP multilingual .359 .301 −.058 −.081 to −.036 < .001')
    expect(textOf(attention)).toContain('Thai (th) takes part in 71 % of what multilingual AP lost.')
    expect(textOf(attention)).toContain(
      'The pair that lost most: queries in Thai (th), documents in Chinese (zh), .410 → .080.',
    )
    expect(attention).toMatch(
      /aria-label="Bar chart: AP, multilingual, by query language: against the baseline, what lost most first\. th −\.248, /,
    )
    expect(textOf(attention)).toContain('th เท้าเปล่า .810 → .004')
    expect(all(attention, 'pre')).toEqual(["npx vitest bench benchmarks/retrieval/samplers.bench.ts -t 'hybrid'"])
  })

  test('tells cases together that were skipped for one reason', () => {
    const away = ['one', 'two'].map((test) => emptyCase(test, { note: 'No data.' }))
    const page = renderReport(report([reportCase(hybrid), ...away]))
    expect(all(page, 'details')[0]).toMatch(/^2 cases were skipped one ?, two No data\./)
  })

  test('keeps fifty skipped cases of sixty out of the way, and shows three of ten regressions in full', () => {
    const regressed = failedReport().cases[3] as ReportCase
    const cases = [
      ...Array.from({ length: 10 }, (_, i) => ({ ...regressed, test: `hybrid ${i}`, errors: [`Error ${i}`] })),
      ...Array.from({ length: 50 }, (_, i) => emptyCase(`away ${i}`, { note: i % 2 ? 'No data.' : 'No model.' })),
    ]
    const page = renderReport(report(cases, { verdict: 'failed' }))
    expect(all(page, 'details')[0]).toMatch(/^50 cases were skipped away 0 ?, away 2/)
    expect(page.match(/<table class="regressed">/g)).toHaveLength(3)
    expect(all(page, 'section')[1]).toContain(
      'hybrid 9 Error 9 multilingual AP fell from .359 to .301, most of all in Thai (th).',
    )
    expect(all(page, 'h1')).toHaveLength(1)
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000)
  })

  test('has unique ids, links that lead somewhere, and a description for every picture', () => {
    for (const page of [html, renderReport(failedReport())]) {
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const [, target] of page.matchAll(/ (?:href|data-copy)="#([^"]*)"/g)) expect(ids).toContain(target)
      expect(
        page.match(/<svg (?!role="img" aria-label="[^"]{20,}"|class="[^"]*" viewBox="[^"]*" aria-hidden="true")/)?.[0],
      ).toBeUndefined()
    }
  })

  test('stands without any case', () => {
    const nothing = renderReport(report([], { verdict: 'failed', problems: ['No case ran.'] }))
    expect(all(nothing, 'h2')).toEqual(['Problems of the whole run', 'Cases', 'Reproduce'])
    expect(textOf(nothing)).toContain('No case ran, so nothing was measured.')
    expect(nothing).not.toContain('<table')
  })

  test('stands without training, baseline, rank distance and spread', () => {
    const run = { ...runRecord({ ...hybrid, trained: false }, [7]), rankDistance: null }
    const bare = { ...run, scores: run.scores.filter(({ measure }) => measure !== 'RankDistance') }
    const page = renderReport(report([reportCase(hybrid, { run: bare, comparison: null, checks: [], verdict: 'new' })]))
    expect(mainTable(page)[1]).toEqual(['Hybrid (α = 0.5)', '.639', '.423', '.359'])
    expect(all(page, 'header')[0]).toContain('no training · seed 7')
    expect(textOf(page)).toContain('Nothing here has a baseline yet.')
    expect(
      page.replace(/<script.*/s, '').match(/<svg role="img"|Training loss|NaN|undefined|null/)?.[0],
    ).toBeUndefined()
  })

  test('shows what the data are, what is suspicious about them, and what training saw', () => {
    const text = textOf(html)
    expect(all(html, 'summary')).toContain('About the data · Unicode-3.0 · 1 finding · 1 outlying language pair')
    expect(text).toContain(
      'Trained on cldr-emoji , not zero-shot: another part of the same data; 3 of 3,300 queries were seen in training (1 exact, 2 near), none of 3,300 documents; no pairs in ar.',
    )
    expect(text).toContain(
      "de: documents that repeat another's text: 4 of 300 (false negatives for 2 queries) de:1f600",
    )
    expect(text).toContain('“weinen” and 1 more')
    expect(text).toContain(
      'Untrained n-grams, ar→de: AP .030 where .410 is expected from its siblings: a damaged subset?',
    )
    expect(text).toContain('en:1f967 “pie”: anchor in es')
    expect(text).toContain('languages not seen ar')
    expect(text.match(/licence Unicode-3\.0/g)).toHaveLength(3)
    expect(text).not.toMatch(/[^t] zero-shot/)
  })

  test('calls zero-shot what is, says whose licence forbids commerce, and what was let pass', () => {
    const run = runRecord(hybrid)
    const { training, dataset } = run as RunRecord & { training: TrainingRecord }
    const overlap = {
      ...training.overlap!,
      threshold: null,
      zeroShot: true,
      sameData: false,
      queries: training.overlap!.documents!,
    }
    const inspection = { ...dataset.inspection!, errors: dataset.inspection!.warnings, warnings: [] }
    const other: RunRecord = {
      ...run,
      encoder: { name: 'e5-small', configuration: { model: 'e5-small' } },
      dataset: { ...dataset, card: cardRecord('mlqa-r')!, inspection },
      training: { ...training, overlap, languages: { seen: ['en'], unseen: [] } },
    }
    const page = renderReport(report([reportCase(hybrid, { run: other })]))
    const text = textOf(page)
    expect(all(page, 'summary')).toContain('About the data · CC-BY-NC-4.0 · not for commercial use · 1 finding')
    expect(text).toContain(
      'zero-shot as far as the pairs go: none of 3,300 queries was seen in training, none of 3,300 documents; near-duplicates were not looked for.',
    )
    expect(text).toContain("1 finding that would have stopped the experiment was let pass (inspection: 'warn').")
    expect(text).toContain('What e5-small read before, and in which languages, is not known here')
    expect(text).toContain('licence CC-BY-NC-4.0, not for commercial use')
  })

  test('stands on records of older versions, which know nothing of their data', () => {
    const { outlyingPairs: _, ...run } = runRecord(hybrid)
    const { card: __, inspection: ___, ...dataset } = run.dataset
    const { overlap: ____, languages: _____, ...training } = run.training as TrainingRecord
    const page = renderReport(report([reportCase(hybrid, { run: { ...run, dataset, training } })]))
    expect(all(page, 'summary')).toContain('About the data')
    expect(textOf(page)).not.toMatch(/zero-shot|Looked for/)
  })

  test('names the data set of each choice where there are several', () => {
    const pair = outcomes.slice(2).map((outcome) => reportCase(outcome))
    const others = pair.map((one) => {
      const run = one.run as RunRecord
      return { ...one, run: { ...run, dataset: { ...run.dataset, name: 'xquad-r', hash: 'ff' } } }
    })
    const choices = [...renderReport(report([...pair, ...others])).matchAll(/<p class="choice">([\s\S]*?)<\/p>/g)]
    expect(choices.map(([, text]) => textOf(text ?? '').slice(0, 40))).toEqual(
      ['cldr-emoji : Use Cross-lingual (X-Y): it', 'xquad-r : Use Cross-lingual (X-Y): it ha'].map((text) =>
        expect.stringContaining(text),
      ),
    )
    expect(textOf(renderReport(report(pair)))).not.toContain('cldr-emoji : Use')
  })

  test('keeps several data sets apart', () => {
    const run = runRecord(hybrid)
    const other = { ...run, dataset: { ...run.dataset, name: 'xquad-r', hash: 'ff' } }
    const page = renderReport(report([reportCase(hybrid), reportCase(hybrid, { run: other })]))
    expect(all(page, 'h2')).toEqual(['What was measured', 'cldr-emoji', 'xquad-r', 'Cases', 'Reproduce'])
    expect(all(page, 'header')[0]).toContain('2 cases · 2 data sets · 1,500 steps')
  })

  test('holds forty cases in less than 2 MB', () => {
    const cases = Array.from({ length: 40 }, (_, i) => {
      const outcome = { ...hybrid, name: `hybrid-${i}`, label: `Hybrid (α = ${i / 40})`, multilingual: 0.2 + i / 200 }
      return reportCase(outcome, { test: outcome.name })
    })
    const page = renderReport(report(cases))
    expect(mainTable(page)).toHaveLength(41)
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000)
  })

  test('marks bounds, places none in the chart, and tells what to know of the run', () => {
    const run = runRecord({ ...hybrid, trained: false }, [1])
    const bounded = run.scores.map((score) =>
      score.measure === 'RankDistance' ? { ...score, bound: 'at least' as const } : score,
    )
    const foreign = {
      ...run,
      label: 'BM25',
      scores: bounded,
      rankDistance: null,
      warnings: ['The run lacks 3 queries.'],
    }
    const comparison = {
      verdict: 'unchanged' as const,
      reasons: [],
      measures: bounded.map(({ measure, setting, direction, value, bound }) => {
        const common = { measure, setting, direction, expected: null, actual: value, tolerance: 0 }
        return { ...common, verdict: 'incomparable' as const, ...(bound && { bound }) }
      }),
    }
    const page = renderReport(report([reportCase(hybrid, { run: foreign, comparison })]))
    expect(page).not.toContain('Accuracy against language bias')
    expect(textOf(page)).toContain('BM25 (each at least)')
    expect(textOf(page)).toContain('RankDistance multilingual n/a ≥ 975')
    expect(all(page, 'li')).toContain('The run lacks 3 queries.')
    expect(all(page, 'section')[0]).not.toContain('Rank distance')
  })

  test('compares with the baseline in the order of the tables', () => {
    const { comparison } = reportCase(hybrid)
    const measures = [...(comparison?.measures ?? [])].reverse()
    const page = renderReport(
      report([reportCase(hybrid, { comparison: { verdict: 'unchanged', reasons: [], measures } })]),
    )
    const table = /<table class="comparison[\s\S]*?<\/table>/.exec(page)?.[0] ?? ''
    expect(all(table, 'th').slice(7, 11)).toEqual(['AP', 'AP', 'AP', 'RR'])
  })

  test('writes n/a where a record holds no number', () => {
    const run = runRecord({ ...hybrid, multilingual: Number.NaN })
    // As it comes back from a file: JSON has no NaN.
    const read = JSON.parse(
      JSON.stringify(report([reportCase(hybrid), reportCase(hybrid, { test: 'broken', run })])),
    ) as Report
    expect(mainTable(renderReport(read))[2]?.[3]).toMatch(/^n\/a/)
  })

  test('is the same text for the same report', () => {
    expect(renderReport(JSON.parse(JSON.stringify(samplersReport())))).toBe(html)
  })

  test('allows nothing but the one style sheet and the one script that it carries', () => {
    const hashOf = (part: RegExp): string =>
      `'sha256-${createHash('sha256')
        .update(part.exec(html)?.[1] ?? '')
        .digest('base64')}'`
    const css = hashOf(/<style>([\s\S]*?)<\/style>/)
    const script = hashOf(/<script type="module">([\s\S]*?)<\/script>/)
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
    expect(textOf(policy)).toBe(
      `default-src 'none'; style-src ${css}; script-src ${script}; base-uri 'none'; form-action 'none'`,
    )
    expect(
      html.match(
        /<script(?! type="(?:module"|text\/plain" id="[\w-]+")>)|<link|<img|<iframe| style="| on\w+=|url\(|="https?:/,
      )?.[0],
    ).toBeUndefined()
  })

  const hostile = fc.oneof(
    fc.constantFrom(
      '<script>alert(1)</script>',
      '</style><img src=x onerror=alert(1)>',
      '" onmouseover="alert(1)',
      "' autofocus onfocus='alert(1)",
      '{{constructor}} {{{this}}}',
      '\u202e}drowssap{',
      '<!-- ',
      ']]>',
      '&lt;b&gt;',
      '__proto__',
      'toString',
      '\ud800',
      '',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )

  // One row, and one of each case without a result: every text has its place, and a page is quick to make.
  const failed = failedReport()
  const small = { ...failed, cases: failed.cases.slice(3).map(withEverything) }
  const render = (text: string, other: string) => {
    const polluted = pollute(small, text, other)
    return renderReport(polluted, { history: pastOf(polluted, `2026-11-01 ${text}`, `2026-11-02 ${other}`) })
  }
  const shape = (page: string) =>
    tagsOf(page)
      .map((tag) => tag.replace(/ aria-label="[^"]*"/, ' aria-label'))
      .filter(isStructure)
  const clean = shape(render('x', 'y'))

  test('has a history, first results and development data where there are', () => {
    const parts = ['Language share of the top 10', 'Training curves', 'History', 'Time']
    expect(all(render('x', 'y'), 'summary').filter((part) => parts.includes(part))).toEqual(parts)
    expect(all(render('x', 'y'), 'h3')).toContain('Validation: AP, multilingual')
  })

  test.prop([hostile, hostile], { numRuns: 15 })(
    'escapes every text of the report, whatever it holds',
    (text, other) => {
      const page = render(text, other)
      // The same elements with the same attributes but for labels: no text became a tag or an attribute.
      expect(shape(page)).toEqual(clean)
      expect(/[\u202a-\u202e\u2067]/.test(page)).toBe(false)
    },
  )
})

/** Shapes and coordinates in a picture follow the names: their marks, and where their labels stand. */
function isStructure(tag: string): boolean {
  return !/^<\/?(?:path|circle|text|g)\b/.test(tag) && !/^<svg class="(?:mark|swatch)/.test(tag)
}

/** What a run holds where more was asked for: first results, and looks at development data. */
function withEverything(one: ReportCase): ReportCase {
  if (one.run === null || one.run.training === null) return one
  const validation = {
    measure: 'AP',
    setting: 'multilingual' as const,
    curves: [[{ step: 1, value: 0.1 }]],
    chosen: [1],
  }
  const languageShares = { cutoff: 10, found: { ar: { ar: 0.4, de: 0.6 } } }
  return { ...one, run: { ...one.run, languageShares, training: { ...one.run.training, validation } } }
}

/** Two entries of every case, of these dates. */
function pastOf({ cases }: Report, ...dates: readonly string[]): HistoryEntry[] {
  const runs = cases.flatMap(({ run }) => run ?? [])
  return runs.flatMap(({ key, dataset: { hash: dataset }, configurationHash }) =>
    dates.map((date) => {
      const scores = { AP: { multilingual: 0.3 } }
      return { schema: 1, key, commit: date, dirty: false, date, dataset, configurationHash, scores }
    }),
  )
}

/** Every free text of a report replaced, by turns, by one of the two; what numbers, verdicts, settings and hashes decide is kept. */
function pollute(value: Report, text: string, other: string): Report {
  const kept = new Set([
    'verdict',
    'setting',
    'direction',
    'measure',
    'matcher',
    'schema',
    'date',
    'key',
    'test',
    'label',
    'hash',
  ])
  const visit = (node: unknown, key: string): unknown => {
    if (typeof node === 'string') return kept.has(key) ? `${node}` : key.length % 2 ? text : other
    if (Array.isArray(node)) return node.map((item) => visit(item, key === 'languages' ? 'key' : key))
    if (node === null || typeof node !== 'object') return node
    return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, visit(item, name)]))
  }
  const polluted = visit(value, '') as Report
  return {
    ...polluted,
    cases: polluted.cases.map((one) => ({
      ...one,
      test: `${one.test} ${text}`,
      checks: one.checks.map((check) => ({ ...check, matcher: `${check.matcher}${other}` })),
      run: one.run && { ...one.run, label: `${one.run.label} ${other}` },
    })),
  }
}
