import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { queryResults } from './query-results.ts'

/** Ids of these documents, best first: sorted, where the source counts. */
function sorted(results: readonly (readonly [string, number])[]): string[] {
  return results.toSorted(([a, x], [b, y]) => y - x || Buffer.compare(Buffer.from(b), Buffer.from(a))).map(([id]) => id)
}

function filled(into: ReturnType<typeof queryResults>, results: readonly (readonly [string, number])[]): void {
  into.clear()
  for (const [id, score] of results) expect(into.add(Buffer.from(id), 0, Buffer.byteLength(id), score)).toBe(true)
}

describe('queryResults', () => {
  test('orders by score, then by id, both descending, and refuses a document twice', () => {
    const results = queryResults()
    filled(results, [
      ['a', 1],
      ['c', 1],
      ['b', 2],
    ])
    expect(results.add(Buffer.from('c'), 0, 1, 9)).toBe(false)
    expect([results.count, ...results.order()]).toEqual([3, 2, 1, 0])
    expect([0, 1, 2].map(results.rank)).toEqual([3, 2, 1])
    expect([results.find(Buffer.from('c')), results.find(Buffer.from('d'))]).toEqual([1, -1])
  })

  test('keeps what it holds as it grows', () => {
    const results = queryResults()
    const many = Array.from({ length: 5000 }, (_, i) => [`d${i}`, (i * 7919) % 1000] as const)
    for (const given of [many, many.slice(0, 10), many.toReversed()]) {
      filled(results, given)
      expect(Array.from(results.order(), (place) => results.id(place))).toEqual(sorted(given))
    }
    expect([0, 1234, 4999].map((place) => results.order()[results.rank(place) - 1])).toEqual([0, 1234, 4999])
  })

  const drawn = fc.uniqueArray(
    fc.tuple(
      fc.string({ unit: fc.constantFrom('a', 'B', 'é', '\uff21', '😀'), minLength: 1, maxLength: 3 }),
      fc.constantFrom(-1, -0, 0, 0.1, 2),
    ),
    { maxLength: 40, selector: ([id]) => id },
  )
  test.prop([fc.array(drawn, { maxLength: 3 })])('ranks as sorting does, query after query', (queries) => {
    const results = queryResults()
    for (const given of queries) {
      filled(results, given)
      const best = sorted(given)
      expect(Array.from(results.order(), (place) => results.id(place))).toEqual(best)
      expect(given.map(([id]) => results.rank(results.find(Buffer.from(id))))).toEqual(
        given.map(([id]) => best.indexOf(id) + 1),
      )
    }
  })
})
