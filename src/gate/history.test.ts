import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, onTestFinished, test } from 'vitest'
import { emptyCase, outcomes, report, reportCase } from '../../fixtures/report.ts'
import { historyEntries, historyOf } from './history.ts'
import type { HistoryEntry } from './history-entry.ts'
import { appendHistory, readHistory } from './history-file.ts'

function entry(overrides: Partial<HistoryEntry> = {}): HistoryEntry {
  const hashes = { dataset: 'd'.repeat(64), configurationHash: 'c'.repeat(64) }
  const when = { commit: 'f'.repeat(40), dirty: false, date: '2026-01-01T00:00:00.000Z' }
  return { schema: 1, key: 'a', ...when, ...hashes, scores: { AP: { monolingual: 0.5 } }, ...overrides }
}

function temporaryFile(content?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'history-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'history.jsonl')
  if (content !== undefined) writeFileSync(file, content)
  return file
}

const lines = (...entries: readonly HistoryEntry[]): string =>
  entries.map((each) => `${JSON.stringify(each)}\n`).join('')

describe('historyEntries', () => {
  test('are a line a case with a value, rounded as the baseline is, without what is only bounded', () => {
    const [one, other] = outcomes as [(typeof outcomes)[0], (typeof outcomes)[0]]
    const { run } = reportCase(other)
    const scores = (run?.scores ?? []).map((score) => ({ ...score, bound: 'at least' as const }))
    const cases = [reportCase(one), emptyCase('gone'), reportCase(other, { run: run && { ...run, scores } })]
    const [first, ...others] = historyEntries(report(cases))
    expect(first).toMatchObject({
      schema: 1,
      key: 'benchmarks/retrieval/samplers.bench.ts > untrained',
      commit: '0123456789abcdef0123456789abcdef01234567',
      date: '2026-11-23T04:00:00.000Z',
      scores: { AP: { monolingual: 0.54, 'cross-lingual': 0.031 }, RankDistance: { multilingual: 2507 } },
    })
    expect(others).toEqual([])
  })
})

describe('historyOf', () => {
  test('gives the most recent entries of the cases at hand, oldest first, whatever their order in the file', () => {
    const [{ key }] = [reportCase(outcomes[0]!).run!]
    const at = (day: number): HistoryEntry => entry({ key, date: `2026-01-0${day}T00:00:00.000Z` })
    const all = [at(3), entry({ key: 'other' }), at(1), at(2)]
    expect(historyOf(all, [reportCase(outcomes[0]!)], 2)).toEqual([at(2), at(3)])
  })
})

describe('the file of past runs', () => {
  test('is made where there is none, and only ever grows', async () => {
    const file = temporaryFile()
    expect(readHistory(file)).toBeNull()
    await appendHistory(file, [entry()])
    const before = readFileSync(file, 'utf8')
    await appendHistory(file, [])
    await appendHistory(file, [entry({ key: 'b' }), entry({ key: 'c' })])
    expect(readFileSync(file, 'utf8')).toBe(before + lines(entry({ key: 'b' }), entry({ key: 'c' })))
    expect(readHistory(file)?.map(({ key }) => key)).toEqual(['a', 'b', 'c'])
  })

  property.prop([fc.nat(), fc.boolean()])('is mended wherever its last line was cut off', async (at, unended) => {
    const file = temporaryFile()
    const last = lines(entry({ key: 'torn “é”' }))
    const cut = last.slice(0, unended ? -1 : at % (last.length - 1))
    writeFileSync(file, lines(entry()) + cut)
    const kept = unended ? ['a', 'torn “é”'] : ['a']
    expect(readHistory(file)?.map(({ key }) => key)).toEqual(kept)
    await appendHistory(file, [entry({ key: 'b' })])
    expect(readHistory(file)?.map(({ key }) => key)).toEqual([...kept, 'b'])
    expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true)
  })

  test.each([
    ['half a line', '{"schema":1', 'the line is not JSON'],
    ['a merge conflict', '<<<<<<< HEAD', 'the line is not JSON'],
    ['a newer schema', '{"schema":2}', 'the line has schema 2, newer than this version reads'],
    ['something else', '[]', 'the line must be an object'],
    ['a number that is none', JSON.stringify(entry({ scores: { AP: { monolingual: Number.NaN } } })), '"scores" must'],
    ['a setting that is none', JSON.stringify({ ...entry(), scores: { AP: { mono: 1 } } }), '"scores" must'],
    ['a date that is none', JSON.stringify(entry({ date: 'today' })), '"date" must be a date'],
  ])('is refused with its line where that is %s, and left as it is', async (_, line, what) => {
    const file = temporaryFile(`${lines(entry())}${line}\n${lines(entry())}`)
    const before = readFileSync(file, 'utf8')
    expect(() => readHistory(file, 'history.jsonl')).toThrow('readHistory: history.jsonl:2: the line ')
    await expect(appendHistory(file, [entry()])).rejects.toThrow(what)
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  test('keeps every line of processes that add theirs at once', { timeout: 60_000 }, async () => {
    const file = temporaryFile()
    const module = fileURLToPath(new URL('./history-file.ts', import.meta.url))
    const script = `import { appendHistory } from ${JSON.stringify(module)}
for (let i = 0; i < 10; i++) await appendHistory(process.argv[1], [{ ...${JSON.stringify(entry())}, key: process.argv[2] + i }])`
    const add = (name: string): Promise<number | null> =>
      new Promise((resolve, reject) => {
        const words = ['--input-type=module-typescript', '-e', script, file, name]
        const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
        child.on('error', reject).on('close', resolve)
      })
    expect(await Promise.all(['a', 'b', 'c'].map(add))).toEqual([0, 0, 0])
    const expected = ['a', 'b', 'c'].flatMap((name) => Array.from({ length: 10 }, (_, i) => `${name}${i}`))
    expect(
      readHistory(file)
        ?.map(({ key }) => key)
        .sort(),
    ).toEqual(expected)
  })
})
