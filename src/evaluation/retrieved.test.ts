import { describe, expect, test } from 'vitest'
import { dataset } from '../datasets/dataset.ts'
import { matrix, unitRows } from '../matrix.ts'
import { averagePrecision } from '../metrics/average-precision.ts'
import { poolOf } from './dataset-pool.ts'
import { evaluate } from './evaluate.ts'
import { evaluateRun } from './evaluate-run.ts'
import { evaluateStream } from './evaluate-stream.ts'
import { vectorFile } from './vector-file.ts'

const documents = ['d1', 'd2', 'd3', 'd4'].map((id, i) => ({
  id,
  language: i < 2 ? 'de' : 'en',
  text: `text of ${id}`,
}))
const toy = dataset({
  name: 'toy',
  revision: '1',
  languages: ['de', 'en'],
  queries: [
    { id: 'q1', language: 'de', text: 'q1', concept: 'a' },
    { id: 'q2', language: 'en', text: 'q2', concept: 'b' },
  ],
  documents,
  qrels: new Map([
    [
      'q1',
      new Map([
        ['d1', 1],
        ['d3', 2],
        ['d4', 0],
      ]),
    ],
    ['q2', new Map([['d2', 1]])],
  ]),
  ignored: new Map([['q2', new Set(['d4'])]]),
})

/** Angles in degrees: the nearer, the better. */
const vectors = (angles: readonly number[]) => {
  const rows = matrix(angles.length, 2)
  for (const [i, angle] of angles.entries()) {
    rows.data.set([Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)], 2 * i)
  }
  return unitRows(rows)
}
const queries = vectors([0, 90])
const rows = vectors([10, 60, 30, 80])
const measures = [averagePrecision()]

const cosines = (...angles: number[]) => {
  return expect.objectContaining(angles.map((angle) => expect.closeTo(Math.cos((angle * Math.PI) / 180), 6)))
}

const expected = {
  depth: 2,
  documents,
  queries: [
    {
      judged: [
        { document: 0, grade: 1, pool: 1, language: 1 },
        { document: 2, grade: 2, pool: 2, language: 1 },
        { document: 3, grade: 0, pool: 4, language: 2 },
      ],
      top: { documents: Int32Array.of(0, 2), scores: cosines(10, 30) },
    },
    {
      judged: [{ document: 1, grade: 1, pool: 1, language: 1 }],
      top: { documents: Int32Array.of(1, 2), scores: cosines(30, 60) },
    },
  ],
}

describe('what is retrieved', () => {
  test('is kept on request: where judged documents stand, and what came first of what is not ignored', async () => {
    const evaluation = await evaluate({ dataset: toy, queries, documents: rows, measures, keep: 2 })
    expect(evaluation.retrieved).toEqual(expected)
    const without = await evaluate({ dataset: toy, queries, documents: rows, measures })
    expect(without.retrieved).toBeUndefined()
    expect(evaluation.digest).toBe(without.digest)
  })

  test('is the same of documents that are streamed', async () => {
    const { documents: held, ...rest } = toy
    const documents = Object.assign(
      {
        [Symbol.asyncIterator]: async function* () {
          yield* held
        },
      },
      {
        length: 4,
        perLanguage: new Map([
          ['de', 2],
          ['en', 2],
        ]),
      },
    )
    const streamed = { ...rest, documents }
    const file = await vectorFile(2)
    await file.append(rows)
    const pool = await poolOf(streamed)
    const evaluation = await evaluateStream({ dataset: streamed, queries, documents: file, pool, measures, keep: 2 })
    await file.close()
    expect(evaluation.retrieved).toEqual(expected)
  })

  test('is what a run returned, with its own scores', async () => {
    const run = [
      { query: 'q1', documents: ['d3', 'd2', 'd1'], scores: Float64Array.of(9, 7, 7) },
      { query: 'q2', documents: ['d4', 'd1'], scores: Float64Array.of(3, 2) },
    ]
    const { evaluation } = await evaluateRun({ dataset: toy, run, measures, keep: 2 })
    expect(evaluation.retrieved?.queries).toEqual([
      {
        judged: [
          { document: 0, grade: 1, pool: 3, language: 2 },
          { document: 2, grade: 2, pool: 1, language: 1 },
          { document: 3, grade: 0, pool: Number.POSITIVE_INFINITY, language: Number.POSITIVE_INFINITY },
        ],
        top: { documents: Int32Array.of(2, 1), scores: [9, 7] },
      },
      {
        judged: [{ document: 1, grade: 1, pool: Number.POSITIVE_INFINITY, language: Number.POSITIVE_INFINITY }],
        top: { documents: Int32Array.of(0), scores: [2] },
      },
    ])
  })
})
