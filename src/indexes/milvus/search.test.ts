import { describe, expect, test } from 'vitest'
import { atAngles } from '../../../fixtures/two-by-two.ts'
import { row, type UnitRows } from '../../matrix.ts'
import { pairScore } from '../pair-score.ts'
import { calls } from './call.ts'
import { indexSettings, type MilvusIndexOptions } from './index-settings.ts'
import { mostResults, type Searched, searchSettled } from './search.ts'

interface Request {
  readonly data: readonly Float32Array[]
  readonly limit: number
  readonly params: object
  readonly filter?: string
}

interface Hit {
  id: unknown
  score: number
  vector: number[]
}

/** A server that compares everything, keeps ties as they were added, and then does what is asked of it. */
function answering(
  documents: UnitRows,
  change: (lists: Hit[][], request: Request) => unknown = (lists) => lists,
  options: MilvusIndexOptions = { index: 'FLAT' },
): { readonly searched: Searched; readonly requests: Request[] } {
  const requests: Request[] = []
  const search = async (request: Request): Promise<unknown> => {
    requests.push(request)
    const lists = request.data.map((query) =>
      Array.from({ length: documents.rows }, (_, at): Hit => {
        const vector = row(documents, at)
        return { id: `d${at}`, score: pairScore(query, vector), vector: [...vector] }
      })
        .sort((a, b) => b.score - a.score)
        .slice(0, request.limit),
    )
    const results = change(lists, request)
    return { status: { code: 0 }, results: lists.length === 1 && results === lists ? lists[0] : results }
  }
  const searched = {
    sdk: { ConsistencyLevelEnum: { Strong: 0 } },
    client: { search },
    calls: calls('the server'),
    collection: 'any',
    settings: indexSettings(options),
    size: documents.rows,
  }
  return { searched: searched as unknown as Searched, requests }
}

const five = atAngles(10, 60, 100, 45, 200)
const same = (count: number): UnitRows => atAngles(...new Array<number>(count).fill(30))

describe('searchSettled', () => {
  test('ranks by hand what one query or several found', async () => {
    const { searched, requests } = answering(five)
    const [one] = await searchSettled(searched, atAngles(0), { k: 2 })
    const both = await searchSettled(searched, atAngles(0, 90), { k: 2, language: 'a "b" \\' })
    expect([one?.documents, ...both.map((hits) => hits.documents)]).toEqual([
      ['d0', 'd3'],
      ['d0', 'd3'],
      ['d2', 'd1'],
    ])
    expect(requests.map(({ filter, limit }) => [filter, limit])).toEqual([
      [undefined, 5],
      ['language == "a \\"b\\" \\\\"', 5],
    ])
  })

  test('fetches twice as many for those queries whose cut is not settled', async () => {
    const angles = [...new Array<number>(30).fill(30), ...Array.from({ length: 60 }, (_, at) => 100 + at)]
    const { searched, requests } = answering(atAngles(...angles))
    const [tied, settled] = await searchSettled(searched, atAngles(30, 120.3), { k: 3 })
    expect(tied?.documents).toEqual(['d9', 'd8', 'd7'])
    expect(settled?.documents).toEqual(['d50', 'd51', 'd49'])
    expect(requests.map(({ data, limit }) => [data.length, limit])).toEqual([
      [2, 19],
      [1, 38],
    ])
  })

  test('scores anew what the server rounded, so that no document moves', async () => {
    const { searched } = answering(five, (lists) => {
      for (const list of lists) for (const hit of list) hit.score += 1e-7
      return lists.map((list) => list.toReversed().toSorted((a, b) => Math.round(1e3 * (b.score - a.score))))
    })
    const found = await searchSettled(searched, atAngles(0, 90), { k: 5 })
    const exact = await searchSettled(answering(five).searched, atAngles(0, 90), { k: 5 })
    expect(found).toEqual(exact)
  })

  test('asks few queries at a time where their answers are long', async () => {
    const { searched, requests } = answering(same(200))
    const queries = atAngles(...Array.from({ length: 1500 }, (_, at) => at / 10))
    expect(await searchSettled(searched, queries, { k: 200 })).toHaveLength(1500)
    expect(Math.max(...requests.map(({ data }) => data.length))).toBe(256)
    expect(Math.max(...requests.map(({ data, limit }) => data.length * limit * (8 + 64)))).toBeLessThan(2 ** 24)
  })

  test('gives up where more score alike than a search may return', async () => {
    const { searched } = answering(same(mostResults + 1))
    await expect(searchSettled(searched, atAngles(0), { k: 9_000 })).rejects.toThrow(
      'milvus: the first 9000 of query row 0 must be settled by 16384 results; got as many that score alike.',
    )
    const approximate = answering(same(mostResults + 1), undefined, { index: 'HNSW', ef: 7 })
    const [hits] = await searchSettled(approximate.searched, atAngles(0), { k: 9_000 })
    expect(hits?.documents).toHaveLength(9_000)
    expect(approximate.requests.map(({ params }) => params)).toEqual([{ ef: 9016 }, { ef: 16384 }])
  })

  test.for<[string, (lists: Hit[][]) => unknown, RegExp]>([
    ['a list too few', (lists) => lists.slice(1), /give each of 2 queries 5 results; got 1 lists of 5/],
    ['a hit too few', (lists) => lists.map((list) => list.slice(1)), /got 2 lists of 4/],
    ['nothing', () => [], /got 0 lists of/],
    [
      'a document twice',
      (lists) => lists.map((list) => list.with(4, list[0]!)),
      /return each document once; got "d\d"/,
    ],
    [
      'no ids',
      (lists) => lists.map((list) => list.map((hit) => ({ ...hit, id: undefined }))),
      /each document once; got undefined/,
    ],
    [
      'no vectors',
      (lists) => lists.map((list) => list.map(({ id, score }) => ({ id, score }))),
      /score by inner product; got/,
    ],
    [
      'scores of another metric',
      (lists) => lists.map((list) => list.map((hit) => ({ ...hit, score: 1 - hit.score }))),
      /score by inner product/,
    ],
    [
      'no numbers',
      (lists) => lists.map((list) => list.map((hit) => ({ ...hit, score: Number.NaN }))),
      /got NaN for "d\d"/,
    ],
  ])('refuses an answer with %s', async ([, change, message]) => {
    const { searched } = answering(five, (lists) => change(lists))
    await expect(searchSettled(searched, atAngles(0, 90), { k: 2 })).rejects.toThrow(message)
  })

  test('takes shorter lists from an approximate index alone, once more does not help', async () => {
    const { searched, requests } = answering(five, (lists) => lists.map((list) => list.slice(0, 3)), {
      index: 'IVF_FLAT',
    })
    const found = await searchSettled(searched, atAngles(0, 90), { k: 4 })
    expect(found.map(({ documents }) => documents.length)).toEqual([3, 3])
    expect(requests.map(({ limit }) => limit)).toEqual([20, 40])
  })
})
