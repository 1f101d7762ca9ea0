import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { runRecord } from '../fixtures/run-record.ts'
import { dataset } from '../src/datasets/dataset.ts'
import type { Evaluation } from '../src/evaluation/evaluation.ts'
import { averagePrecision } from '../src/metrics/average-precision.ts'
import { queriesFile } from '../src/report/drill-down/query-results.ts'
import { writeQueries } from './queries.ts'
import { Run } from './run.ts'

const toy = dataset({
  name: 'toy',
  revision: '1',
  languages: ['de'],
  queries: ['a', 'b'].map((id) => ({ id, language: 'de', text: id, concept: `c-${id}` })),
  documents: [{ id: 'd', language: 'de', text: 'd' }],
  qrels: new Map(['a', 'b'].map((id) => [id, new Map([['d', 1]])])),
})

function evaluation(...perQuery: number[]): Evaluation {
  const score = {
    measure: averagePrecision(),
    setting: 'monolingual',
    value: 0,
    perQuery: Float64Array.from(perQuery),
    perLanguage: new Map(),
  } as const
  return {
    dataset: toy,
    scores: [score],
    rankDistances: new Float64Array(2),
    rankDistanceBounds: null,
    digest: '',
    kernel: 'plain',
    refused: [],
  }
}

describe('writeQueries', () => {
  test('keeps the mean over seeds of each query, and null where there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'queries-'))
    const run = new Run(
      { record: runRecord(), evaluations: [evaluation(0.5, Number.NaN), evaluation(1, Number.NaN)], encoders: [] },
      'a.bench.ts > hybrid',
    )
    writeQueries(folder, run)
    const content = JSON.parse(gunzipSync(readFileSync(join(folder, 'queries', queriesFile(run.key)))).toString())
    expect(content).toMatchObject({
      key: 'a.bench.ts > hybrid',
      queries: [{ id: 'a', language: 'de', concept: 'c-a' }, { id: 'b' }],
      scores: [{ measure: 'AP', setting: 'monolingual', values: [0.75, null] }],
    })
    rmSync(folder, { recursive: true })
  })
})

describe('queriesFile', () => {
  test('is readable, and different for keys that read alike', () => {
    expect(queriesFile('a.bench.ts > hybrid(0.5)')).toMatch(/^a-bench-ts-hybrid-0-5-[0-9a-f]{8}\.json\.gz$/)
    expect(queriesFile('x > é')).not.toBe(queriesFile('x > è'))
  })
})
