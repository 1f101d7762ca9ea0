import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomes, report, reportCase, samplersReport } from '../../fixtures/report.ts'
import { historyEntries } from '../gate/history.ts'
import { appendHistory } from '../gate/history-file.ts'
import { renderReport } from '../report/html.ts'
import { type ReportCommandOptions, reportCommand } from './report-command.ts'

let folder = ''
const path = (name: string): string => join(folder, name)
const write = (name: string, content: unknown): void =>
  writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content))

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-command-'))
  write('report.json', samplersReport())
  const worse = outcomes.map((each) => ({ ...each, ...(each.name === 'hybrid' && { multilingual: 0.3 }) }))
  write('after.json', report(worse.map((each) => reportCase(each))))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(names: readonly string[], more: Partial<ReportCommandOptions> = {}) {
  const screen = { width: 100, colour: false }
  return reportCommand({ reports: names.map(path), failOnRegression: false, format: 'table', screen, ...more })
}

describe('vitest-retrieval report', () => {
  test('writes the page again, the same as the suite did', () => {
    expect(run(['report.json'])).toEqual({
      text: `${path('index.html')}: 4 cases, passed.\n`,
      warnings: [],
      failed: false,
    })
    expect(readFileSync(path('index.html'), 'utf8')).toBe(renderReport(samplersReport()))
  })

  test('compares two reports, what moved first, and fails where it is asked to', () => {
    const { text, failed } = run(['report.json', 'after.json'])
    expect(text.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^case +measure +before +after +change +verdict$/),
      expect.stringMatching(/^hybrid +\S+ multilingual +\.\d{4} +\.\d{4} +−\.\d{4} +regressed$/),
    ])
    expect(text).toContain('untrained: unchanged, 22 measures within tolerance.\n')
    expect(text).toContain(`${path('comparison.html')}: 4 cases, failed.\n`)
    expect(failed).toBe(false)
    expect(run(['report.json', 'after.json'], { failOnRegression: true }).failed).toBe(true)
    expect(run(['after.json', 'report.json'], { failOnRegression: true }).failed).toBe(false)
    expect(run(['report.json', 'after.json'], { failOnRegression: true, tolerance: '30%' }).failed).toBe(false)
    expect(readFileSync(path('comparison.html'), 'utf8')).toContain('regressed')
    expect(JSON.parse(run(['report.json', 'after.json'], { format: 'json' }).text)).toMatchObject({ schema: 1 })
  })

  test('draws the past that it is given', async () => {
    const history = path('history.jsonl')
    for (const date of ['2026-01-01', '2026-01-02', '2026-01-03']) {
      const { environment, cases } = samplersReport()
      await appendHistory(history, historyEntries({ cases, environment: { ...environment, date } }))
    }
    run(['report.json'], { history, out: path('past.html') })
    expect(readFileSync(path('past.html'), 'utf8')).not.toBe(renderReport(samplersReport()))
    expect(() => run(['report.json'], { history: path('gone') })).toThrow('the history must be a file; got')
  })

  test.each([
    ['cut off', JSON.stringify(samplersReport()).slice(0, 300), /bad\.json:1:\d+: the text must be JSON; got /],
    ['of a newer schema', { schema: 2 }, /bad\.json: the schema must be 1; got 2, of a newer version\. Update/],
    ['no report', { cases: [] }, /bad\.json: the file must be the report\.json of a suite; schema: is missing\./],
    ['a list', [], /bad\.json: the file must be the report\.json of a suite; the whole: must be object; got \[\]\./],
    [
      'damaged',
      report([{ ...reportCase(outcomes[0]!), verdict: 'fine' as 'new' }]),
      /; cases\[0\]\.verdict: must be one of improved, .*; got "fine"/,
    ],
  ])('refuses a file that is %s, and says where', (_, content, message) => {
    write('bad.json', content)
    rmSync(path('index.html'), { force: true })
    expect(() => run(['bad.json'])).toThrow(message)
    expect(existsSync(path('index.html'))).toBe(false)
  })

  test('is a command: 0 where it is done, 1 where something is worse, 2 where a file cannot be used', {
    timeout: 60_000,
  }, () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url))
    const command = (...words: string[]) =>
      spawnSync(process.execPath, [main, 'report', ...words], { cwd: folder, encoding: 'utf8' })
    write('bad.json', '{')
    const codes = [
      command('report.json', '--out', 'again.html', '--no-queries').status,
      command('report.json', 'after.json', '--fail-on-regression').status,
      command('bad.json').status,
      command('report.json', '--tolerance', 'much').status,
    ]
    expect(codes).toEqual([0, 1, 2, 2])
    expect(existsSync(path('again.html'))).toBe(true)
    expect(command('gone.json').stderr).toContain('gone.json')
  })
})
