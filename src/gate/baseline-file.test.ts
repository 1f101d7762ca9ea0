import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runRecord } from '../../fixtures/run-record.ts'
import { type Baseline, baselineEntry } from './baseline.ts'
import { formatBaseline, parseBaseline, readBaseline, writeBaseline } from './baseline-file.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'baseline-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const toy: Baseline = { schema: 2, cases: { 'a.bench.ts > hybrid': baselineEntry(runRecord()) } }

const baseline: fc.Arbitrary<Baseline> = fc
  .dictionary(
    fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
    fc.record({
      ap: fc.double({ min: 0, max: 1, noNaN: true }),
      distance: fc.nat(9999),
      steps: fc.nat(),
      seeds: fc.uniqueArray(fc.nat(), { minLength: 1 }),
    }),
  )
  .map((entries) => ({
    schema: 2 as const,
    cases: Object.fromEntries(
      Object.entries(entries).map(([key, { ap, distance, steps, seeds }]) => [
        key,
        baselineEntry(
          runRecord({ key, steps, seeds, scores: { 'AP monolingual': ap, 'RankDistance multilingual': distance } }),
        ),
      ]),
    ),
  }))

describe('baseline file', () => {
  test('holds one measure a line', () => {
    expect(
      formatBaseline(toy)
        .split('\n')
        .filter((line) => /"(AP|RankDistance)"/.test(line))
        .map((line) => line.trim()),
    ).toEqual(['"AP": { "monolingual": 0.5, "multilingual": 0.4 },', '"RankDistance": { "multilingual": 800 }'])
  })

  test('leaves nothing but the file behind, and makes the folders above it', () => {
    const file = join(folder, 'deep', 'er', 'baseline.json')
    writeBaseline(file, toy)
    expect(readBaseline(file)).toEqual(toy)
    expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['baseline.json'])
  })

  test('is null where there is none', () => {
    expect(readBaseline(join(folder, 'none.json'))).toBeNull()
  })

  test('keeps the old content when it cannot be replaced', () => {
    const blocked = join(folder, 'blocked')
    mkdirSync(join(blocked, 'child'), { recursive: true })
    expect(() => writeBaseline(blocked, toy)).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it.prop([baseline])('reads back what was written, for every baseline', (any) => {
    expect(parseBaseline(formatBaseline(any), 'b.json')).toEqual(any)
  })

  it.prop([baseline])('reads what schema 1 held, says so, and writes schema 2, for every baseline', (any) => {
    const cases = Object.entries(any.cases).map(([key, { measures, engine, queries, queryScores, ...old }]) => [
      key,
      old,
    ])
    const text = JSON.stringify({ schema: 1, cases: Object.fromEntries(cases) })
    const { migrated, ...read } = parseBaseline(text, 'b.json')
    expect(migrated).toBe(1)
    expect(read.cases).toMatchObject(Object.fromEntries(cases))
    expect(parseBaseline(formatBaseline({ ...read, migrated: 1 }), 'b.json')).toEqual(read)
  })

  it.prop([baseline])('does not depend on the order of keys, for every baseline', (any) => {
    const turned = { cases: Object.fromEntries(Object.entries(any.cases).reverse()), schema: 2 } as Baseline
    expect(formatBaseline(turned)).toBe(formatBaseline(any))
  })
})

describe('a baseline that cannot be used', () => {
  const text = formatBaseline(toy)
  const faults: [string, string, RegExp][] = [
    ['cut off', text.slice(0, 300), /b\.json:\d+ is not JSON/],
    ['empty', '', /b\.json:1 is not JSON/],
    [
      'a merge conflict',
      text.replace('  "cases"', '<<<<<<< HEAD\n  "cases"'),
      /b\.json:3 holds a merge conflict\. Resolve it/,
    ],
    ['a newer schema', text.replace('"schema": 2', '"schema": 3'), /b\.json:2 has schema 3.*Update vitest-retrieval/],
    ['no schema', '{"cases": {}}', /b\.json:1 is not a baseline/],
    ['a list', '[]', /b\.json:1 is not a baseline/],
    [
      'a score that is no number',
      text.replace('"monolingual": 0.5', '"monolingual": "high"'),
      /b\.json:4 .*"AP" \(monolingual\) a finite number/,
    ],
    ['an unknown setting', text.replace('"monolingual": 0.5', '"bilingual": 0.5'), /unknown setting "bilingual"/],
    ['an edited configuration', text.replace('"steps": 10', '"steps": 11'), /"configurationHash" is not the hash/],
    ['a hash that is none', text.replace('"queries": null', '"queries": "abc"'), /"queries" must be a hash or null/],
    ['no version of measures', text.replace(/ *"measures": 1,\n/, ''), /"measures" must be the version/],
    ['no seeds', text.replace('"seeds": [1],\n      "training": {', '"training": {'), /"seeds" must be a list/],
  ]

  test.for(faults)('names file and line: %s', ([, broken, message]) => {
    expect(broken).not.toBe(text)
    expect(() => parseBaseline(broken, 'b.json')).toThrow(message)
    expect(() => parseBaseline(broken, 'b.json')).toThrow(SyntaxError)
  })

  test('is left as it is', () => {
    const file = join(folder, 'corrupt.json')
    writeFileSync(file, '{"schema": 1, ')
    expect(() => readBaseline(file)).toThrow('The file was left as it is.')
    expect(readFileSync(file, 'utf8')).toBe('{"schema": 1, ')
  })
})
