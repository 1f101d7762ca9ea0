import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drawnQueries } from '../../fixtures/query-results.ts'
import {
  emptyCase,
  failedReport,
  type Outcome,
  outcomes,
  report,
  reportCase,
  samplersReport,
} from '../../fixtures/report.ts'
import type { RunRecord } from '../experiment/record.ts'
import type { QueriesByKey } from './drill-down/drill-down.ts'
import { renderReport } from './html.ts'
import type { Report, ReportCase } from './report.ts'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const present = existsSync(executablePath)
const reason = `There is no browser at ${executablePath}. Install chromium, or set CHROMIUM_PATH.`

const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', ...offline]

/** Everything at once: results, failures, right-to-left names, long words, and text that would be markup. */
function demandingReport(): Report {
  const failed = failedReport()
  const cases = [
    ...failed.cases.slice(2).map((one) => slim(one)),
    manyLanguages(),
    emptyCase('عيّنة هجينة مع اسم طويل', { verdict: 'failed', errors: ['<img src="https://example.org/x.png">'] }),
    emptyCase('x'.repeat(300), { note: `${'y'.repeat(300)} </style><script>console.error('ran')</script>` }),
  ]
  return report(cases, { verdict: 'failed', problems: failed.problems })
}

/** Ranks by language pair, more languages than there is room for numbers. */
function manyLanguages(): ReportCase {
  const one = slim(reportCase(outcomes[1] as Outcome, { test: 'many', comparison: null }))
  const languages = Array.from({ length: 14 }, (_, i) => `l${i}`)
  const ranksOf = (i: number) =>
    Object.fromEntries(languages.map((language, j) => [language, 1 + 100 * Math.abs(i - j)]))
  const ranks = {
    measure: 'MeanRank',
    setting: 'multilingual' as const,
    direction: 'lower' as const,
    value: 400,
    perSeed: [400],
    perLanguage: ranksOf(0),
    perPair: Object.fromEntries(languages.map((language, i) => [language, ranksOf(i)])),
  }
  const run = one.run as RunRecord
  return {
    ...one,
    run: { ...run, label: 'many', dataset: { ...run.dataset, name: 'many', languages }, scores: [ranks] },
  }
}

/** Two measures and no more comparisons than that: axe looks at every cell's contrast, and takes its time. */
function slim(one: ReportCase, measures: readonly string[] = ['AP', 'RankDistance']): ReportCase {
  const kept = ({ measure }: { measure: string }) => measures.includes(measure)
  const comparison = one.comparison && { ...one.comparison, measures: one.comparison.measures.filter(kept) }
  return { ...one, comparison, run: one.run && { ...one.run, scores: one.run.scores.filter(kept) } }
}

describe('the report in a browser', () => {
  let browser: Browser
  let folder: string
  let address: string

  beforeAll(async () => {
    if (!present) return
    folder = mkdtempSync(join(tmpdir(), 'retrieval-report-'))
    const file = join(folder, 'index.html')
    writeFileSync(file, renderReport(demandingReport()))
    address = pathToFileURL(file).href
    browser = await chromium.launch({ executablePath, args })
  }, 60_000)

  beforeEach(({ skip }) => skip(!present, reason))

  afterAll(async () => {
    if (!present) return
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const screens = [
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 375, colorScheme: 'light' },
    { width: 375, colorScheme: 'dark' },
  ] as const

  test.for(screens)(
    'is whole, silent, offline and accessible at $width px, $colorScheme',
    { timeout: 60_000 },
    async (screen) => {
      const page = await browser.newPage({
        viewport: { width: screen.width, height: 900 },
        colorScheme: screen.colorScheme,
      })
      const heard = listen(page)
      await page.goto(address)
      // Closed parts count too.
      await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true')
      expect(await page.locator('h1').textContent()).toBe('Retrieval report')
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(screen.width)
      expect(await violations(page)).toEqual([])
      expect(heard).toEqual({ messages: [], requests: [address] })
      await page.close()
    },
  )

  test('is styled: the policy lets its own style sheet through', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ colorScheme: 'dark' })
    await page.goto(address)
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(16, 20, 25)')
    expect(await page.evaluate('getComputedStyle(document.querySelector("td.t20")).backgroundColor')).toContain('srgb')
    await page.close()
  })

  test('keeps every column of the main table in sight on a phone', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 375, height: 900 } })
    await page.goto(address)
    const cells = page.locator('table.scores').first().locator('tbody td')
    const boxes = await Promise.all((await cells.all()).map((cell) => cell.boundingBox()))
    expect(boxes).toHaveLength(8)
    for (const box of boxes) expect((box?.x ?? Number.NaN) + (box?.width ?? Number.NaN)).toBeLessThanOrEqual(375)
    await page.close()
  })
})

/** Texts that would be markup, hide, reorder, never end, or are no texts at all. */
const hostileTexts = [
  '<script>console.error("ran")</script>',
  '</script><img src="https://example.org/x.png">',
  '</style><!-- <b>',
  '\u202edrowssap\u202c \u2067x',
  '👩‍👩‍👧‍👦 🇦🇶',
  'x'.repeat(10_000),
  '\ud800 \udc00',
  'الساعة الثالثة والنصف',
  '" onfocus="alert(1)" \' {{this}}',
  '',
]

/** Four cases on one data set whose texts and languages are hostile. */
function hostileReport(): { readonly whole: Report; readonly queries: QueriesByKey } {
  const drawn = samplersReport()
  const whole = { ...drawn, cases: drawn.cases.map((one) => slim(one)) }
  const textOf = (id: string): string => hostileTexts[Number(/\d+/.exec(id)) % hostileTexts.length] as string
  const languages = ['de', 'ar', '"><b>x', '\u202e']
  return { whole, queries: drawnQueries(whole, { languages, concepts: 30, textOf }) }
}

describe('single queries in a browser', () => {
  let browser: Browser
  let folder: string
  let address: string

  beforeAll(async () => {
    if (!present) return
    folder = mkdtempSync(join(tmpdir(), 'retrieval-queries-'))
    const file = join(folder, 'index.html')
    const { whole, queries } = hostileReport()
    writeFileSync(file, renderReport(whole, { queries }))
    address = pathToFileURL(file).href
    browser = await chromium.launch({ executablePath, args })
  }, 60_000)

  beforeEach(({ skip }) => skip(!present, reason))

  afterAll(async () => {
    if (!present) return
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** The page, its table drawn. */
  async function opened(width: number): Promise<{ page: Page; heard: ReturnType<typeof listen> }> {
    const page = await browser.newPage({ viewport: { width, height: 900 } })
    const heard = listen(page)
    await page.goto(address)
    await page.locator('#queries-table:not([hidden])').waitFor()
    return { page, heard }
  }

  const part = (page: Page, name: string) => page.locator(`.drill [data-part=${name}]`)
  const said = (page: Page) => part(page, 'said').textContent()
  /** Numbers of a column, as the rows show them. */
  async function column(page: Page, label: string): Promise<number[]> {
    const texts = await page.locator(`td[data-label="${label}"]`).allTextContents()
    return texts.map((text) => Number(text.replace('−', '-').replaceAll(',', '').replace('=', '0')))
  }

  /** Ranks of the answers to q7-ar in a case, as they are shown. */
  function ranksOf(which: number, language: number): string[] {
    const { whole, queries } = hostileReport()
    const { results } = queries.get(whole.cases[which]!.run!.key)!
    const [, , pool, own] = results.retrieved!.judged[7 * 4 + 1]![language]!
    return [pool!, own!].map((rank) => (rank < 100 ? `${rank}` : `≈ ${Number(rank.toPrecision(2))}`))
  }

  test('are filtered, sorted and paged, and the page says how many match', { timeout: 60_000 }, async () => {
    const { page, heard } = await opened(1280)
    expect(await said(page)).toBe('120 of 120 queries match. Rows 1 to 20 are shown.')
    expect(await part(page, 'other').inputValue()).toBe('baseline')
    const changes = await column(page, 'change')
    expect(changes[0]).toBeLessThan(0)
    const [values, before] = [await column(page, 'AP'), await column(page, 'baseline')]
    changes.forEach((change, row) => {
      expect(change).toBeCloseTo(values[row]! - before[row]!, 6)
    })
    expect(changes).toEqual(changes.toSorted((a, b) => a - b))
    await page.getByRole('button', { name: 'rank distance' }).click()
    const distances = await column(page, 'rank distance')
    expect(distances).toEqual(distances.toSorted((a, b) => b - a))
    expect(await page.locator('th[aria-sort=descending]').textContent()).toContain('rank distance')
    await page.keyboard.press('Enter')
    expect(await page.locator('th[aria-sort=ascending]').textContent()).toContain('rank distance')
    await page.getByRole('button', { name: 'Next' }).click()
    expect(await said(page)).toContain('Rows 21 to 40')
    await part(page, 'language').selectOption('ar')
    expect(await said(page)).toBe('30 of 120 queries match. Rows 1 to 20 are shown.')
    await part(page, 'text').fill('  <SCRIPT>')
    expect(await said(page)).toBe('3 of 120 queries match. Rows 1 to 3 are shown.')
    await part(page, 'text').fill('nowhere')
    expect(await said(page)).toBe('0 of 120 queries match.')
    expect(heard).toEqual({ messages: [], requests: [address] })
    await page.close()
  })

  test('show their answers and what came first, of both cases', { timeout: 60_000 }, async () => {
    const { page, heard } = await opened(1280)
    await part(page, 'own').selectOption('2')
    await part(page, 'other').selectOption('3')
    await part(page, 'column').selectOption('RankDistance, multilingual')
    const changes = await column(page, 'change')
    expect(changes).toEqual(changes.toSorted((a, b) => b - a))
    await part(page, 'text').fill('q7-ar')
    const button = page.locator('.drill-open')
    await button.focus()
    await page.keyboard.press('Enter')
    expect(await button.getAttribute('aria-expanded')).toBe('true')
    const details = page.locator('.drill-details')
    expect(await details.locator('.drill-query bdi').getAttribute('dir')).toBe('auto')
    expect(await details.locator('.drill-query bdi').getAttribute('lang')).toBe('ar')
    // Languages by code point, as the page has them: the one in markup first, the forced direction last.
    const ranks = await details.locator('.drill-ranks tbody tr').evaluateAll((rows) => {
      return rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))
    })
    expect(ranks).toEqual([2, 1, 0, 3].map((language) => [...ranksOf(2, language), ...ranksOf(3, language)]))
    expect(await details.locator('.drill-first').count()).toBe(2)
    expect(await details.locator('.drill-first').first().locator('li').count()).toBe(10)
    await part(page, 'text').fill('q5-de')
    await page.locator('.drill-open').click()
    const more = page.locator('.drill-query .drill-more')
    await more.click()
    expect(await more.getAttribute('aria-expanded')).toBe('true')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280)
    expect(heard).toEqual({ messages: [], requests: [address] })
    await page.close()
  })

  test.for([1280, 375])(
    'are accessible at %i px, light and dark, whatever they hold',
    { timeout: 120_000 },
    async (width) => {
      const { page, heard } = await opened(width)
      for (const row of [0, 1, 2]) await page.locator('.drill-open').nth(row).click()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
        expect(await violations(page, '.drill')).toEqual([])
      }
      expect(heard).toEqual({ messages: [], requests: [address] })
      await page.close()
    },
  )

  test('are told to be in files where there is no script', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ javaScriptEnabled: false })
    await page.goto(address)
    expect(await page.locator('#queries-fallback').isVisible()).toBe(true)
    expect(await page.locator('#queries-table').isVisible()).toBe(false)
    await page.close()
  })

  test('leave commands to be copied', { timeout: 60_000 }, async () => {
    const { page, heard } = await opened(1280)
    const button = page.locator('button[data-copy="#commands"]')
    await button.click()
    await button.and(page.getByText(/^(Copied|Press Ctrl\+C)$/)).waitFor()
    expect(heard).toEqual({ messages: [], requests: [address] })
    await page.close()
  })
})

/** Cases on two data sets: one of few languages and a name that would be markup, one of more than there is room for numbers. */
function comparableReport(): Report {
  const named = { ...(outcomes[1] as Outcome), label: '<img src=x onerror="console.error(1)">\u202e' }
  const all = [outcomes[0], named, outcomes[2], outcomes[3]] as Outcome[]
  const cases = all.map((outcome) => slim(reportCase(outcome, { comparison: null }), ['AP', 'nDCG@10']))
  const many = manyLanguages()
  const run = many.run as RunRecord
  const scores = run.scores.map((score) => ({ ...score, perPair: { l0: { l0: 3, l1: 1 }, l1: { l0: 250 } } }))
  return report([...cases, many, { ...many, test: 'more', run: { ...run, key: 'more', label: 'more', scores } }])
}

describe('two cases of the reader’s choice in a browser', () => {
  let browser: Browser
  let folder: string
  let address: string
  const whole = comparableReport()

  beforeAll(async () => {
    if (!present) return
    folder = mkdtempSync(join(tmpdir(), 'retrieval-differences-'))
    const file = join(folder, 'index.html')
    writeFileSync(file, renderReport(whole))
    address = pathToFileURL(file).href
    browser = await chromium.launch({ executablePath, args })
  }, 60_000)

  beforeEach(({ skip }) => skip(!present, reason))

  afterAll(async () => {
    if (!present) return
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function opened(width: number): Promise<{ page: Page; heard: ReturnType<typeof listen> }> {
    const page = await browser.newPage({ viewport: { width, height: 900 } })
    const heard = listen(page)
    await page.goto(address)
    await page.locator('.chosen:not([hidden])').nth(1).waitFor()
    return { page, heard }
  }

  const part = (page: Page, name: string) => page.locator(`.chosen [data-part=${name}]`).first()
  /** A pair's cell of the first data set: queries in German, documents in Russian. */
  const cell = (page: Page) => page.locator('.chosen table').first().locator('tbody tr').nth(1).locator('td').nth(6)

  /** What the record has for queries in German and documents in Russian. */
  function recorded(place: number, measure: string): number {
    const scores = whole.cases[place]?.run?.scores ?? []
    const score = scores.find((one) => one.measure === measure && one.setting === 'cross-lingual')
    return score?.perPair?.['de']?.['ru'] ?? Number.NaN
  }

  async function shown(page: Page): Promise<number> {
    return Number((await cell(page).textContent())?.replace('−', '-').replace('=', '0'))
  }

  test('are subtracted as the record has them, by pair and by language, and swapped', { timeout: 60_000 }, async () => {
    const { page, heard } = await opened(1280)
    await part(page, 'second').selectOption('1')
    await part(page, 'first').selectOption('3')
    await part(page, 'measure').selectOption('nDCG@10')
    const change = recorded(3, 'nDCG@10') - recorded(1, 'nDCG@10')
    expect(Math.abs(change)).toBeGreaterThan(0.1)
    expect(await shown(page)).toBeCloseTo(change, 2)
    expect(await cell(page).getAttribute('class')).toMatch(/^t\d+$/)
    expect(await part(page, 'said').textContent()).toMatch(
      /^nDCG@10 of Hybrid \(α = 0\.5\) less that of <img src=x onerror="console\.error\(1\)">⟨U\+202E⟩: better in \d+ of 121 language pairs, worse in \d+\.$/,
    )
    expect(await page.locator('.chosen svg[role=img]').first().getAttribute('aria-label')).toContain(', multilingual, ')
    await part(page, 'swap').focus()
    await page.keyboard.press('Enter')
    expect(await shown(page)).toBeCloseTo(-change, 2)
    expect(await cell(page).getAttribute('class')).toMatch(/^t-\d+$/)
    expect(await part(page, 'second').inputValue()).toBe('3')
    expect(await part(page, 'said').textContent()).toMatch(/^nDCG@10 of <img.* less that of Hybrid/)
    expect(heard).toEqual({ messages: [], requests: [address] })
    await page.close()
  })

  test('open as the first fixed map has them, and are never one case twice', { timeout: 60_000 }, async () => {
    const { page } = await opened(1280)
    const cells = (root: string) => page.locator(`${root} table`).first().locator('td, th').allTextContents()
    expect(await cells('.chosen')).toEqual(await cells('.chosen + details'))
    expect(await page.locator('.chosen + details').first().getAttribute('open')).toBeNull()
    const first = await part(page, 'first').inputValue()
    const own = part(page, 'second').locator(`option[value="${first}"]`)
    expect(await own.isDisabled()).toBe(true)
    await part(page, 'swap').click()
    expect(await own.isDisabled()).toBe(false)
    await page.close()
  })

  test('are chosen from the keyboard, and told by a live region', { timeout: 60_000 }, async () => {
    const { page } = await opened(1280)
    await part(page, 'measure').focus()
    await page.keyboard.press('n')
    expect(await page.getByRole('status').first().textContent()).toMatch(/^nDCG@10 of /)
    await page.keyboard.press('Shift+Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Swap the two')
    await page.close()
  })

  test('have whole ranks, only the pairs that both have, and numbers for few languages', {
    timeout: 60_000,
  }, async () => {
    const { page } = await opened(1280)
    const table = page.locator('.chosen').nth(1).locator('table')
    expect(await table.locator('caption').textContent()).toBe('MeanRank, one pool')
    expect(await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.textContent))).toEqual([
      'l0−2+100',
      'l1−149',
    ])
    await page.close()
  })

  test.for([1280, 375])('are accessible at %i px, light and dark', { timeout: 60_000 }, async (width) => {
    const { page, heard } = await opened(width)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      expect(await violations(page, '.chosen')).toEqual([])
    }
    expect(heard).toEqual({ messages: [], requests: [address] })
    await page.close()
  })

  test('are left to the fixed maps where there is no script', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ javaScriptEnabled: false })
    await page.goto(address)
    expect(await part(page, 'first').isVisible()).toBe(false)
    expect(await page.locator('.chosen + details table').first().isVisible()).toBe(true)
    await page.close()
  })
})

/** What the page says on the console and asks of the network from now on. */
function listen(page: Page): { messages: string[]; requests: string[] } {
  const heard = { messages: [] as string[], requests: [] as string[] }
  page.on('console', (message) => heard.messages.push(message.text()))
  page.on('pageerror', (error) => heard.messages.push(String(error)))
  page.on('request', (request) => heard.requests.push(request.url()))
  return heard
}

/** What axe finds to be serious or critical, one line each. @param part selector of what it looks at */
async function violations(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = (await page.evaluate(`axe.run('${part}', { resultTypes: ["violations"] })`)) as axe.AxeResults
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
