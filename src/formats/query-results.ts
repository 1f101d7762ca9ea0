import { idTable } from './id-table.ts'

/** The results of one query, in the order they came in. Used again for the next, it costs no more than the largest query. */
export interface QueryResults {
  readonly count: number
  /** The first `count` are in use. */
  readonly scores: Float64Array
  /** @returns false where the document is there already */
  add(bytes: Uint8Array, from: number, to: number, score: number): boolean
  /** Place of a document, from 0, in the order of `add`; −1 where it is not there. */
  find(id: Uint8Array): number
  id(place: number): string
  /** 1-based rank: score descending, then id descending by bytes. Counted, not sorted. */
  rank(place: number): number
  /** All places, best first. */
  order(): Uint32Array
  clear(): void
}

export function queryResults(): QueryResults {
  const ids = idTable()
  const results = {
    count: 0,
    scores: new Float64Array(2 ** 10),
    add(bytes: Uint8Array, from: number, to: number, score: number): boolean {
      const { count } = results
      if (ids.add(bytes, from, to) < count) return false
      if (count === results.scores.length) results.scores = doubled(results.scores)
      results.scores[count] = score
      results.count = count + 1
      return true
    },
    find: (id: Uint8Array): number => ids.find(id, 0, id.length),
    id: ids.id,
    rank(place: number): number {
      const { scores, count } = results
      const score = scores[place]!
      let rank = 1
      for (let other = 0; other < count; other++) {
        if (scores[other]! > score) rank++
        else if (scores[other] === score && other !== place && ids.compare(other, place) > 0) rank++
      }
      return rank
    },
    order(): Uint32Array {
      const { scores } = results
      const places = Uint32Array.from({ length: results.count }, (_, place) => place)
      return places.sort((a, b) => scores[b]! - scores[a]! || ids.compare(b, a))
    },
    clear(): void {
      results.count = 0
      ids.clear()
    },
  }
  return results
}

function doubled(scores: Float64Array): Float64Array<ArrayBuffer> {
  const more = new Float64Array(2 * scores.length)
  more.set(scores)
  return more
}
