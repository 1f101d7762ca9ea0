import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { rankingProblem } from '../../fixtures/arbitraries.ts'
import { documentPool, languageAt, languageSizes, rowsByLanguage } from './document-pool.ts'
import { descendingIdOrder } from './id-order.ts'
import { exactRanks } from './ranks.ts'
import { streamedRanks } from './streamed-ranks.ts'

const four = [
  { id: 'b', language: 'en' },
  { id: 'ü', language: 'de' },
  { id: 'a', language: 'en' },
  { id: 'z', language: 'sw' },
]

const documents = fc.uniqueArray(
  fc.record({ id: fc.string({ unit: 'grapheme', minLength: 1 }), language: fc.constantFrom('de', 'en', 'sw') }),
  { selector: ({ id }) => id, maxLength: 50 },
)

describe('documentPool', () => {
  test('knows each document by its row, and the rows of each language', () => {
    const pool = documentPool(four)
    expect([pool.length, pool.rowOf('ü'), pool.rowOf('c'), pool.rowOf('\ud800')]).toEqual([4, 1, -1, -1])
    expect(languageAt(pool, 3)).toBe('sw')
    expect([...languageSizes(pool)]).toEqual([
      ['en', 2],
      ['de', 1],
      ['sw', 1],
    ])
    expect([...rowsByLanguage(pool)]).toEqual([
      ['en', Int32Array.of(0, 2)],
      ['de', Int32Array.of(1)],
      ['sw', Int32Array.of(3)],
    ])
  })
  test('refuses an id twice', () => {
    expect(() => documentPool([...four, four[1]!])).toThrow('documentPool: document ids must be unique; got "ü" again.')
  })

  test.prop([documents])('orders ids as descendingIdOrder does, for every pool', (drawn) => {
    const places = descendingIdOrder(drawn.map(({ id }) => id))
    const rows = documentPool(drawn).descendingIds()
    expect([...rows].map((row) => places[row])).toEqual([...rows.keys()])
  })
  test.prop([rankingProblem, fc.integer({ min: 1, max: 60 })])(
    'ranks as the list it was made of, for every problem',
    async ({ block: _, threads: __, ...problem }, chunk) => {
      const all = await exactRanks(problem)
      const stream = { columns: problem.documents.columns, blocks: () => [problem.documents] }
      const pool = documentPool(problem.pool)
      expect(await streamedRanks({ ...problem, pool, documents: stream, chunk })).toEqual(all)
    },
  )
})
