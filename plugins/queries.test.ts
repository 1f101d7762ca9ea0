import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runRecord } from '../fixtures/run-record.ts'
import { dataset } from '../src/datasets/dataset.ts'
import type { Evaluation } from '../src/evaluation/evaluation.ts'
import { averagePrecision } from '../src/metrics/average-precision.ts'
import { readQueryResults } from '../src/report/drill-down/query-results.ts'
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
    const content = readQueryResults(folder, run.key)
    expect(content).toMatchObject({
      schema: 2,
      key: 'a.bench.ts > hybrid',
      digest: run.record.digest,
      queries: [{ id: 'a', language: 'de', concept: 'c-a', text: 'a' }, { id: 'b' }],
      scores: [{ measure: 'AP', setting: 'monolingual', direction: 'higher', values: [0.75, null] }],
    })
    expect(content?.retrieved).toBeUndefined()
    rmSync(folder, { recursive: true })
  })

  test('keeps the first seed’s ranks and its first ten results, and of the documents those they name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'queries-'))
    const documents = Array.from({ length: 13 }, (_, i) => ({ id: `d${i}`, language: 'de', text: `text ${i}` }))
    const top = { documents: Int32Array.from({ length: 11 }, (_, i) => 12 - i), scores: new Float32Array(11).fill(0.1) }
    const judged = [{ document: 0, grade: 1, pool: Number.POSITIVE_INFINITY, language: 2 }]
    const nothing = { judged: [], top: { documents: new Int32Array(), scores: [] } }
    const first = { ...evaluation(1, 1), retrieved: { depth: 11, documents, queries: [{ judged, top }, nothing] } }
    const run = new Run(
      { record: runRecord({ seeds: [7, 8] }), evaluations: [first, evaluation(1, 1)], encoders: [] },
      'k',
    )
    writeQueries(folder, run)
    const { retrieved } = readQueryResults(folder, 'k') ?? {}
    expect(retrieved).toMatchObject({ seed: 7, depth: 10, judged: [[[0, 1, null, 2]], []] })
    expect(retrieved?.documents.map(({ id }) => id)).toEqual([
      'd0',
      ...Array.from({ length: 10 }, (_, i) => `d${3 + i}`),
    ])
    expect(retrieved?.top).toEqual([Array.from({ length: 10 }, (_, i) => [10 - i, 0.1]), []])
    rmSync(folder, { recursive: true })
  })
})
