import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { rankingProblem } from '../../fixtures/arbitraries.ts'
import { fourDocumentsRanks, inPlane, fourDocuments as problem } from '../../fixtures/four-documents.ts'
import { type Matrix, matrix, row, type UnitRows, unitRows } from '../matrix.ts'
import type { Progress } from '../progress.ts'
import { seeded } from '../random.ts'
import { type AskedRanks, exactRanks, type RankingProblem } from './ranks.ts'

describe('exactRanks', () => {
  test('ranks by cosine, equal cosines by id descending, in the whole pool and in the language', async () => {
    expect((await exactRanks(problem)).ranks).toEqual(fourDocumentsRanks)
  })

  test('gives a query without relevant documents no ranks', async () => {
    const { ranks } = await exactRanks({ ...problem, asked: [[]] })
    expect(ranks).toEqual([{ pool: [], language: [], scores: [] }])
  })

  test.prop([rankingProblem])('equals sorting everything, for every problem, kernel and block size', async (drawn) => {
    const { ranks, top, kernel } = await exactRanks(drawn)
    expect(kernel).toBe(drawn.kernel)
    expect(placesOf(ranks)).toEqual(naiveRanks(drawn))
    expect(top.map((rows) => [...rows])).toEqual(naiveTop(drawn))
  })

  test.each(['onnx', 'simd', 'plain'] as const)(
    'gives a query the same scores in %s, bit for bit, on any number of threads, in any block and alone',
    async (kernel) => {
      const [queries, documents] = [directions(131, 1), directions(333, 2)]
      const pool = Array.from({ length: documents.rows }, (_, i) => ({ id: `d${i}`, language: i % 3 ? 'en' : 'de' }))
      const asked = Array<number[]>(queries.rows).fill([0, 1, 17, 331, 332])
      const ranked = { queries, documents, pool, asked, kernel, threads: 1 }
      const { ranks } = await exactRanks(ranked)
      // Of 131 queries, blocks of 13 leave one alone.
      for (const part of [{ threads: 2 }, { threads: 3, block: { queries: 13 } }, { block: { queries: 1 } }]) {
        expect((await exactRanks({ ...ranked, ...part })).ranks).toEqual(ranks)
      }
      const alone = { queries: unitRows(matrix(1, queries.columns, row(queries, 7))), asked: [asked[7]!] }
      expect((await exactRanks({ ...ranked, ...alone })).ranks).toEqual([ranks[7]])
    },
  )

  test('counts exactly in a pool large enough for the unrolled loop and its rest', async () => {
    const documents = unitRows(circle(1003))
    const pool = Array.from({ length: 1003 }, (_, i) => ({ id: `d${i}`, language: i % 3 === 0 ? 'en' : 'de' }))
    const large = {
      queries: unitRows(circle(7)),
      documents,
      pool,
      asked: Array(7).fill([0, 1, 500, 501, 999, 1002]),
    }
    expect(placesOf((await exactRanks(large)).ranks)).toEqual(naiveRanks(large))
  })

  test('gives the first results in order, all of them where fewer are there', async () => {
    expect((await exactRanks({ ...problem, top: 3 })).top).toEqual([Int32Array.of(1, 3, 2)])
    expect((await exactRanks({ ...problem, top: 9 })).top[0]).toHaveLength(4)
  })

  test('reports progress from none to all queries', async () => {
    const seen: Progress[] = []
    const queries = inPlane([1, 0], [0, 1], [0, -1])
    const onProgress = (progress: Progress): unknown => seen.push(progress)
    await exactRanks({ ...problem, queries, asked: [[0], [], [1]], block: { queries: 2 }, onProgress })
    expect(seen.map(({ done, total }) => [done, total])).toEqual([
      [0, 3],
      [2, 3],
      [3, 3],
    ])
  })

  test('reports progress and stops with the signal’s reason in worker threads too', async () => {
    const many: RankingProblem = {
      queries: unitRows(circle(4000)),
      documents: unitRows(circle(4000)),
      pool: Array.from({ length: 4000 }, (_, i) => ({ id: `d${i}`, language: 'en' })),
      asked: Array(4000).fill([0]),
      threads: 2,
    }
    const seen: Progress[] = []
    await exactRanks({ ...many, onProgress: (progress) => seen.push(progress) })
    expect([seen[0], seen.at(-1)].map((each) => [each?.done, each?.total])).toEqual([
      [0, 4000],
      [4000, 4000],
    ])
    const abort = new AbortController()
    const aborted = exactRanks({ ...many, signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) })
    await expect(aborted).rejects.toThrow('enough')
  })

  test('stops with the signal’s reason', async () => {
    const aborted = exactRanks({ ...problem, signal: AbortSignal.abort(new Error('enough')) })
    await expect(aborted).rejects.toThrow('enough')
  })

  test.each([
    [{ queries: unitRows(matrix(1, 1, Float32Array.of(1))) }, 'must have the same dimensions; got 1 and 2.'],
    [{ pool: problem.pool.slice(1) }, 'every document needs an id and a language; got 3 for 4 rows.'],
    [{ asked: [] }, 'every query needs a list of relevant documents; got 0 for 1 rows.'],
    [{ asked: [[0, 4]] }, 'relevant documents must be rows 0 … 3; got 4 for query 0.'],
    [{ asked: [[0.5]] }, 'relevant documents must be rows 0 … 3; got 0.5 for query 0.'],
    [{ asked: [[1, 1]] }, 'relevant documents must be listed once; got [1,1] for query 0.'],
  ])('rejects shapes that do not fit: %#', async (change, message) => {
    await expect(exactRanks({ ...problem, ...change })).rejects.toThrow(message)
  })
})

/** Ranks by the definition: sort all documents by score, then id. Scores are summed as the kernel promises to. */
function placesOf(ranks: readonly AskedRanks[]): unknown {
  return ranks.map(({ pool, language }) => ({ pool, language }))
}

function naiveRanks(problem: RankingProblem): unknown {
  const { pool, asked } = problem
  return asked.map((rows, query) => {
    const sorted = sortedRows(problem, query)
    const ofLanguage = (d: number): number[] => sorted.filter((each) => pool[each]!.language === pool[d]!.language)
    return {
      pool: rows.map((d) => sorted.indexOf(d) + 1),
      language: rows.map((d) => ofLanguage(d).indexOf(d) + 1),
    }
  })
}

function naiveTop(problem: RankingProblem): unknown {
  return problem.top ? problem.asked.map((_, query) => sortedRows(problem, query).slice(0, problem.top)) : []
}

function sortedRows({ queries, documents, pool }: RankingProblem, query: number): number[] {
  const scored = pool.map(({ id }, d) => ({
    d,
    id: Buffer.from(id),
    score: dot(row(queries, query), row(documents, d)),
  }))
  return scored.sort((a, b) => b.score - a.score || Buffer.compare(b.id, a.id)).map(({ d }) => d)
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => Math.fround(sum + Math.fround(value * b[i]!)), 0)
}

/** Random unit vectors. */
function directions(rows: number, seed: number): UnitRows {
  const random = seeded(seed)
  const data = Array.from({ length: rows }, () => {
    const values = Array.from({ length: 97 }, () => random() - 0.5)
    return values.map((value) => value / Math.hypot(...values))
  })
  return unitRows(matrix(rows, 97, Float32Array.from(data.flat())))
}

/** Unit vectors around the circle, each twice, so that every score ties with at least one other. */
function circle(rows: number): Matrix {
  const angles = Array.from({ length: rows }, (_, i) => 2.4 * (i >> 1))
  return matrix(rows, 2, Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])))
}
