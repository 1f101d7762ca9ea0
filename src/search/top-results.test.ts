import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { derive, seeded } from '../random.ts'
import { descendingIdOrder } from './id-order.ts'
import { type TopResults, topResults } from './top-results.ts'

describe('topResults', () => {
  test('keeps the best, equal scores in the given order', () => {
    const selection = topResults(3, Int32Array.of(1, 0, 3, 2))
    selection.offer(Float32Array.of(0.5, 0.5, 0.9, 0.1), { from: 0, to: 4, first: 0 })
    expect(selection.take()).toEqual({
      documents: Int32Array.of(2, 1, 0),
      scores: Float32Array.of(Math.fround(0.9), 0.5, 0.5),
    })
  })

  test('has nothing of nothing', () => {
    expect(topResults(3, new Int32Array()).take()).toEqual({ documents: new Int32Array(), scores: new Float32Array() })
  })

  test.prop([
    fc.array(fc.constantFrom(-1, -0, 0, 0.25, 0.5), { maxLength: 40 }),
    fc.nat(12),
    fc.integer({ min: 1, max: 9 }),
    fc.uniqueArray(fc.string(), { minLength: 40, maxLength: 40 }),
  ])('equals sorting everything, whatever the stretches, for query after query', (scores, top, stretch, ids) => {
    const places = descendingIdOrder(ids.slice(0, scores.length))
    const selection = topResults(top, places)
    for (let query = 0; query < 2; query++) {
      offerAll(selection, scores, stretch)
      expect([...selection.take().documents]).toEqual(sorted(scores, places).slice(0, top))
    }
  })

  test.prop([
    fc.constantFrom(...Object.keys(shapes)),
    fc.integer({ min: 1, max: 5000 }),
    fc.oneof(fc.nat(20), fc.nat(5000)),
    fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constant(5000)),
    fc.nat(),
  ])('equals sorting everything among thousands', (shape, documents, top, stretch, seed) => {
    const scores = scoresOf(shape, documents, seed)
    const places = placesOf(documents, seed)
    const selection = topResults(top, places)
    offerAll(selection, scores, stretch)
    const best = sorted(scores, places).slice(0, top)
    expect(selection.take()).toEqual({
      documents: Int32Array.from(best),
      scores: Float32Array.from(best, (document) => scores[document]!),
    })
  })

  test.prop([fc.integer({ min: 1, max: 60 }), fc.nat()])(
    'keeps queries apart that are offered in turn',
    (top, seed) => {
      const queries = Object.keys(shapes).map((shape) => scoresOf(shape, 700, seed))
      const places = placesOf(700, seed)
      const selections = queries.map(() => topResults(top, places))
      for (let from = 0; from < 700; from += 100) {
        selections.forEach((selection, q) => void selection.offer(queries[q]!, { from, to: from + 100, first: from }))
      }
      selections.forEach((selection, q) => {
        expect([...selection.take().documents]).toEqual(sorted(queries[q]!, places).slice(0, top))
      })
    },
  )
})

/** Score of document i of n, for a random number of [0, 1). */
const shapes: Record<string, (random: number, i: number, n: number) => number> = {
  spread: (random) => 2 * random - 1,
  narrow: (random) => 0.8 + random / 5000,
  narrower: (random) => 0.8 + random / 2e6,
  tied: (random) => Math.floor(5 * random) / 8 - 0.25,
  equal: () => 0.5,
  ascending: (_, i, n) => i / n - 0.5,
  descending: (_, i, n) => 0.5 - i / n,
  'best where a sample looks': (random, i) => random / 4 + (i % 16 === 0 ? 0.5 : 0),
  'worst where a sample looks': (random, i) => random / 4 - (i % 16 === 0 ? 0.5 : 0),
  'around zero': (random) => (random - 0.5) * 1e-30,
}

function scoresOf(shape: string, documents: number, seed: number): Float32Array {
  const random = seeded(derive(seed, shape))
  return Float32Array.from({ length: documents }, (_, i) => shapes[shape]!(random(), i, documents))
}

function placesOf(documents: number, seed: number): Int32Array {
  const random = seeded(derive(seed, 'ids'))
  return descendingIdOrder(Array.from({ length: documents }, (_, i) => `${random()} ${i}`))
}

function offerAll(selection: TopResults, scores: ArrayLike<number>, stretch: number): void {
  for (let first = 0; first < scores.length; first += stretch) {
    const part = Float32Array.from(Array.prototype.slice.call(scores, first, first + stretch))
    selection.offer(part, { from: 0, to: part.length, first })
  }
}

function sorted(scores: ArrayLike<number>, places: Int32Array): number[] {
  return [...places.keys()].sort((a, b) => scores[b]! - scores[a]! || places[a]! - places[b]!)
}
