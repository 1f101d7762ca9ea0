import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { drawnResults } from '../../../fixtures/query-results.ts'
import { outcomes, report, reportCase } from '../../../fixtures/report.ts'
import { packScores } from '../../gate/query-scores-bytes.ts'
import { writeScores } from '../../gate/query-scores-file.ts'
import { queriesFile, queriesFolder, readQueryResults } from './query-results.ts'
import { readQueries } from './read-queries.ts'

const folder = mkdtempSync(join(tmpdir(), 'results-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(key: string, content: Uint8Array): void {
  mkdirSync(join(folder, queriesFolder), { recursive: true })
  writeFileSync(join(folder, queriesFolder, queriesFile(key)), content)
}

describe('queriesFile', () => {
  test('is readable, and different for keys that read alike', () => {
    expect(queriesFile('a.bench.ts > hybrid(0.5)')).toMatch(/^a-bench-ts-hybrid-0-5-[0-9a-f]{8}\.json\.gz$/)
    expect(queriesFile('x > é')).not.toBe(queriesFile('x > è'))
  })
})

describe('readQueryResults', () => {
  test('reads what was written, and nothing that is missing, damaged or of another version', () => {
    const results = drawnResults({ key: 'a', languages: ['de'], concepts: 2 })
    write('a', gzipSync(JSON.stringify(results)))
    expect(readQueryResults(folder, 'a')).toEqual(results)
    write('old', gzipSync(JSON.stringify({ ...results, schema: 1 })))
    write('damaged', Uint8Array.of(1, 2, 3))
    expect(['old', 'damaged', 'missing'].map((key) => readQueryResults(folder, key))).toEqual([null, null, null])
  })
})

describe('readQueries', () => {
  test('finds the files of these runs and the baseline’s values, and leaves out those of earlier runs', () => {
    const one = reportCase(outcomes[0]!)
    const run = one.run!
    const whole = report([one, reportCase(outcomes[1]!)])
    const results = { ...drawnResults({ key: run.key, languages: ['de'], concepts: 2 }), digest: run.digest }
    write(run.key, gzipSync(JSON.stringify(results)))
    const other = whole.cases[1]!.run!.key
    write(other, gzipSync(JSON.stringify({ ...results, key: other, digest: 'of an earlier run' })))
    expect(readQueries(whole, { folder })).toEqual(new Map([[run.key, { results, baseline: null }]]))

    const packed = packScores({ queries: 'q', columns: [] })
    writeScores(join(folder, 'baseline'), packed)
    const content = { schema: 2, cases: { [run.key]: { queryScores: packed.hash } } } as never
    const found = readQueries(whole, { folder, baseline: { content, file: join(folder, 'baseline.json') } })
    expect(found.get(run.key)?.baseline).toEqual({ queries: 'q', columns: [] })
  })
})
