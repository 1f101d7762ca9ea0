import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { descendingIdOrder } from './id-order.ts'
import { topResults } from './top-results.ts'

describe('topResults', () => {
  test('keeps the best, equal scores in the given order', () => {
    const selection = topResults(3, Int32Array.of(1, 0, 3, 2))
    selection.offer(Float32Array.of(0.5, 0.5, 0.9, 0.1), { from: 0, to: 4, first: 0 })
    expect(selection.take()).toEqual({
      documents: Int32Array.of(2, 1, 0),
      scores: Float32Array.of(Math.fround(0.9), 0.5, 0.5),
    })
  })

  test.prop([
    fc.array(fc.constantFrom(-1, 0, 0.25, 0.5), { maxLength: 40 }),
    fc.nat(12),
    fc.integer({ min: 1, max: 9 }),
    fc.uniqueArray(fc.string(), { minLength: 40, maxLength: 40 }),
  ])('equals sorting everything, whatever the stretches, for query after query', (scores, top, stretch, ids) => {
    const places = descendingIdOrder(ids.slice(0, scores.length))
    const selection = topResults(top, places)
    for (let query = 0; query < 2; query++) {
      for (let from = 0; from < scores.length; from += stretch) {
        const part = Float32Array.from(scores.slice(from, from + stretch))
        selection.offer(part, { from: 0, to: part.length, first: from })
      }
      const sorted = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || places[a]! - places[b]!)
      expect([...selection.take().documents]).toEqual(sorted.slice(0, top))
    }
  })
})
