import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Vitest } from 'vitest/node'
import type { Progress } from '../src/progress.ts'
import { ProgressDisplay, progressText } from './progress-display.ts'
import { type ProgressLine, ProgressWriter } from './progress-writer.ts'

const step = (done: number): Progress => ({ stage: 'train', done, total: 10, unit: 'steps', note: 'loss 1.2' })

describe('ProgressWriter', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'progress-'))
    file = join(folder, 'lines.jsonl')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('writes the first report of each stage at once and lets what follows hard upon it go', () => {
    writeFileSync(file, '')
    const { report } = new ProgressWriter(file, { id: 't1', label: 'hybrid' })
    for (const done of [1, 2, 3]) report(step(done))
    report({ ...step(0), stage: 'encode' })
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ProgressLine)
    expect(lines).toEqual([
      { ...step(1), id: 't1', label: 'hybrid' },
      { ...step(0), stage: 'encode', id: 't1', label: 'hybrid' },
    ])
  })

  test('does not bring back a file that the reporter has removed', () => {
    new ProgressWriter(file, { id: 't1', label: 'hybrid' }).report(step(1))
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })
})

describe('ProgressDisplay', () => {
  test('leaves out what a case wrote before it ended and that is read after', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'progress-'))
    const summary = { createSummary: () => ['end'], renderer: { schedule: () => {} } }
    const file = join(folder, 'lines.jsonl')
    const display = new ProgressDisplay(file, { reporters: [{ summary }] } as unknown as Vitest)
    display.start()
    for (const id of ['ended', 'going']) new ProgressWriter(file, { id, label: id }).report(step(1))
    display.finish('ended')
    await expect.poll(() => summary.createSummary().join()).toContain('going')
    expect(summary.createSummary().join()).not.toContain('ended')
    display.stop()
    rmSync(folder, { recursive: true })
  })
})

describe('progressText', () => {
  const text = (done: number, elapsed: number): string =>
    stripVTControlCharacters(progressText({ ...step(done), id: 't1', label: 'hybrid' }, elapsed))

  test('shows stage, bar, count, note and the time left', () => {
    expect(text(5, 6)).toBe(`hybrid  train  ${'█'.repeat(10)}${'░'.repeat(10)}  5/10 steps  loss 1.2  6 s left`)
  })

  test('claims no time left before it can know', () => {
    expect(text(0, 6)).not.toContain('left')
    expect(text(5, 0.5)).not.toContain('left')
    expect(text(10, 6)).not.toContain('left')
  })
})
