import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { rankingProblem } from '../../fixtures/arbitraries.ts'
import { fourDocuments } from '../../fixtures/four-documents.ts'
import { matrix, unitRows } from '../matrix.ts'
import { exactRanks } from './ranks.ts'
import { search } from './search.ts'

const { queries, documents } = fourDocuments
const options = { queries, documents, queryIds: ['q'], documentIds: ['a', 'b', 'c', 'd'], k: 3 }

describe('search', () => {
  test('gives the first documents and their cosines, equal ones by id descending', async () => {
    const [ranking] = await search(options)
    expect(ranking).toEqual({
      query: 'q',
      documents: ['b', 'd', 'c'],
      scores: Float64Array.from(Float32Array.of(1, 0.8, 0.6)),
    })
  })

  test.prop([rankingProblem])(
    'puts every document where exactRanks ranks it',
    async ({ pool, asked, top, ...drawn }) => {
      const all = [...pool.keys()]
      const { ranks } = await exactRanks({ ...drawn, pool, asked: asked.map(() => all) })
      const found = await search({
        ...drawn,
        queryIds: asked.map((_, query) => `q${query}`),
        documentIds: pool.map(({ id }) => id),
        k: (top ?? 0) + 1,
      })
      expect(found).toHaveLength(asked.length)
      found.forEach(({ query, documents, scores }, q) => {
        const sorted = all.toSorted((a, b) => ranks[q]!.pool[a]! - ranks[q]!.pool[b]!).slice(0, (top ?? 0) + 1)
        expect(query).toBe(`q${q}`)
        expect(documents).toEqual(sorted.map((d) => pool[d]!.id))
        expect([...scores]).toEqual(sorted.map((d) => ranks[q]!.scores[d]!))
      })
    },
  )

  test.each([
    [{ queries: unitRows(matrix(1, 1, Float32Array.of(1))) }, 'must have the same dimensions; got 1 and 2.'],
    [{ queryIds: [] }, 'every query needs an id; got 0 for 1 rows.'],
    [{ documentIds: ['a'] }, 'every document needs an id; got 1 for 4 rows.'],
    [{ documentIds: ['a', 'b', 'c', 'a'] }, 'every document needs an id of its own; got one twice.'],
    [{ k: 0 }, 'k must be a positive integer; got 0.'],
  ])('rejects what does not fit: %#', async (change, message) => {
    await expect(search({ ...options, ...change })).rejects.toThrow(message)
  })
})
