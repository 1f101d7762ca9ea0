import { describe, expect, test } from 'vitest'
import { drawnQueries, drawnResults } from '../../../fixtures/query-results.ts'
import { outcomes, report, reportCase, samplersReport } from '../../../fixtures/report.ts'
import { queryScores } from '../../gate/query-scores.ts'
import { renderReport } from '../html.ts'
import type { Report } from '../report.ts'
import { type QueriesOfRun, valueColumns } from './case-block.ts'
import { chosenQueries } from './chosen-queries.ts'
import { drillDownView } from './drill-down.ts'
import { longestText } from './text-block.ts'

interface Unpacked {
  readonly header: Record<string, unknown>
  readonly lists: Record<string, Uint32Array>
}

const { unpack } = (await import(new URL('./page/unpack.js', import.meta.url).href)) as {
  unpack: (text: string) => Promise<Unpacked>
}

const languages = ['ar', 'de', 'el', 'en', 'es', 'hi', 'ru', 'th', 'tr', 'vi', 'zh']

/** A report of so many cases on one data set. */
function reportOf(cases: number): Report {
  return report(
    Array.from({ length: cases }, (_, i) => {
      return reportCase({ ...outcomes[i % 4]!, name: `case ${i}`, label: `case ${i}` })
    }),
  )
}

describe('the results of single queries', () => {
  test('are packed once a data set and once a case, and told in a sentence', async () => {
    const whole = samplersReport()
    const [first, ...others] = drawnQueries(whole, { languages: ['de', 'en'], concepts: 3 })
    const view = drillDownView(whole, new Map([first!, ...others.slice(1)]))
    expect(view?.facts).toEqual([
      'drawn: 6 queries in 3 cases.',
      'Results of single queries are not at hand for Monolingual (X-X-mono).',
    ])
    expect(view?.blocks.map(({ id }) => id)).toEqual([
      'queries-index',
      'queries-texts-1',
      'queries-values-1-1',
      'queries-values-1-2',
      'queries-values-1-3',
    ])
    const { lists } = await unpack(view!.blocks[2]!.data)
    const { judged } = first![1].results.retrieved!
    expect([...lists['pool']!]).toEqual(judged.flatMap((own) => own.map(([, , pool]) => pool)))
    expect(drillDownView(whole, new Map())).toBeNull()
  })

  test('keep a report of 7 cases of 3,069 queries in 11 languages below two million bytes', { timeout: 60_000 }, () => {
    const whole = reportOf(7)
    const html = renderReport(whole, { queries: drawnQueries(whole, { languages, concepts: 279 }) })
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000)
    expect(html).toContain('drawn: 3,069 queries in 7 cases.')
  })

  test('keep one of 4 cases of 13,090 queries below ten million bytes', { timeout: 120_000 }, () => {
    const whole = reportOf(4)
    const html = renderReport(whole, { queries: drawnQueries(whole, { languages, concepts: 1190 }) })
    expect(Buffer.byteLength(html)).toBeLessThan(10_000_000)
    expect(html).toContain('drawn: 13,090 queries in 4 cases.')
  })

  test('are cut to those that matter most where there is no room for more', () => {
    const whole = samplersReport()
    const queries = drawnQueries(whole, { languages, concepts: 40 })
    const view = drillDownView(whole, queries, 30_000)
    expect(view!.blocks.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThan(31_000)
    expect(view!.facts[0]).toMatch(/^drawn: 440 queries in 4 cases\. \d+ are shown, those that matter most/)
  })

  test('show the baseline’s values of the same queries, and none of others', () => {
    const results = drawnResults({ key: 'a', languages: ['de'], concepts: 3 })
    const baseline = (ids: readonly string[]) => {
      const score = {
        measure: { name: 'AP', range: [0, 1] },
        setting: 'multilingual',
        perQuery: Float64Array.of(0.5, 1, 0),
      }
      const evaluation = { dataset: { queries: ids.map((id) => ({ id })) }, scores: [score] }
      return queryScores([evaluation] as never, () => true)
    }
    const valuesOf = (ids: readonly string[]) =>
      valueColumns({ results, baseline: baseline(ids) }).map(
        ({ setting, baseline }) => baseline && [setting, ...baseline],
      )
    expect(valuesOf(['q0-de', 'q1-de', 'q2-de'])).toEqual([null, null, ['multilingual', 0.5, 1, 0], null])
    expect(valuesOf(['q1-de', 'q0-de', 'q2-de'])).toEqual([null, null, null, null])
  })

  test('leave names of data sets and cases no way into the page’s markup', async () => {
    const name = '</script><img src=x>\u202e'
    const whole = report([reportCase({ ...outcomes[0]!, label: name })])
    const [[key, drawn]] = [...drawnQueries(whole, { languages: ['de'], concepts: 2 })] as [[string, QueriesOfRun]]
    const results = { ...drawn.results, dataset: { ...drawn.results.dataset, name } }
    const queries = new Map([[key, { ...drawn, results }]])
    const html = renderReport(whole, { queries })
    expect(html).not.toMatch(/<img|\u202e/)
    expect(html.match(/<script/g)).toHaveLength(4)
    const { header } = await unpack(drillDownView(whole, queries)!.blocks[0]!.data)
    expect(header).toMatchObject({
      datasets: [{ name: '</script><img src=x>⟨U+202E⟩', cases: [{ label: '</script><img src=x>⟨U+202E⟩' }] }],
    })
  })

  test('have long texts cut between characters, and nothing that hides or reorders', async () => {
    const family = '👩‍👩‍👧‍👦'
    const texts = ['\u202eevil', '\ud800 alone', family.repeat(100), 'é'.normalize('NFD').repeat(5000), '</script><!--']
    const whole = samplersReport()
    const textOf = (id: string): string => texts[Number(/\d+/.exec(id))]!
    const view = drillDownView(whole, drawnQueries(whole, { languages: ['de'], concepts: 5, textOf }))
    const { header } = await unpack(view!.blocks[1]!.data)
    const shown = (header['queries'] as { texts: string[] }).texts
    expect(shown.slice(0, 2)).toEqual(['⟨U+202E⟩evil', '\ufffd alone'])
    expect(shown[2]).toBe(`${family.repeat(Math.floor(longestText / family.length))}…`)
    expect(shown[3]).toBe(`${'é'.normalize('NFD').repeat(longestText / 2)}…`)
    expect(shown[4]).toBe('</script><!--')
  })
})

describe('chosenQueries', () => {
  const queries = ['de', 'de', 'de', 'en', 'en', 'en'].map((language, i) => ({
    id: `${i}`,
    language,
    text: '',
    concept: '',
  }))
  const column = (measure: string, values: number[], baseline: number[] | null) => ({
    measure,
    setting: 'multilingual' as const,
    direction: 'higher' as const,
    scale: { low: 0, step: 1 },
    values: Float64Array.from(values),
    baseline: baseline && Float64Array.from(baseline),
    bound: null,
    bounded: [],
  })

  test('takes by turns what fell furthest and what is spread most, of every language', () => {
    const fallen = column('AP', [1, 0, 1, 0.5, 1, 1], [1, 1, 1, 1, 1, 1])
    const spread = column('RankDistance', [9, 1, 1, 1, 1, 9], null)
    expect(chosenQueries(queries, [[fallen, spread]], 2)).toEqual([1, 3])
    expect(chosenQueries(queries, [[fallen, spread]], 4)).toEqual([0, 1, 3, 5])
    expect(chosenQueries(queries, [[fallen, spread]], 9)).toEqual([0, 1, 2, 3, 4, 5])
  })
})
