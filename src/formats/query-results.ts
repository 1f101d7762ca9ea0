/**
 * The results of one query, in the order they came in: ids as bytes end to end, scores in a typed array, and a hash table
 * of the ids. It grows to the largest query and is then used again, so that a run of any length costs no more memory.
 */
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
  let bytes = Buffer.alloc(2 ** 14)
  /** Where the id of each place begins; one more than there are places. */
  let starts = new Uint32Array(2 ** 10 + 1)
  let hashes = new Int32Array(2 ** 10)
  /** Place + 1, 0 where free; at least twice as many slots as places. */
  let table = new Int32Array(2 ** 11)

  const growTable = (): void => {
    const places = hashes.length * 2
    hashes = grown(hashes, new Int32Array(places))
    results.scores = grown(results.scores, new Float64Array(places))
    starts = grown(starts, new Uint32Array(places + 1))
    table = new Int32Array(places * 2)
    for (let place = 0; place < results.count; place++) {
      let slot = hashes[place]! & (table.length - 1)
      while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1)
      table[slot] = place + 1
    }
  }

  /** The slot of the id that was just copied behind the last, or the free one where it belongs. */
  const slotOf = (hash: number, from: number, length: number): number => {
    const mask = table.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = table[slot]! - 1
      if (place < 0) return slot
      if (hashes[place] === hash && starts[place + 1]! - starts[place]! === length) {
        let [a, b] = [starts[place]!, from]
        const end = a + length
        while (a < end && bytes[a] === bytes[b]) {
          a++
          b++
        }
        if (a === end) return slot
      }
    }
  }

  /** Copies an id behind the last one and hashes it on the way. */
  const append = (source: Uint8Array, from: number, to: number): number => {
    let end = starts[results.count]!
    if (end + to - from > bytes.length) bytes = grown(bytes, Buffer.alloc(2 * (end + to - from)))
    let hash = 0x811c9dc5
    for (let at = from; at < to; at++) {
      const byte = source[at]!
      bytes[end++] = byte
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
    return hash ^ (hash >>> 15)
  }

  const compareIds = (a: number, b: number): number =>
    bytes.compare(bytes, starts[b]!, starts[b + 1]!, starts[a]!, starts[a + 1]!)

  const results = {
    count: 0,
    scores: new Float64Array(2 ** 10),
    add(source: Uint8Array, from: number, to: number, score: number): boolean {
      if (results.count === hashes.length) growTable()
      const { count } = results
      const hash = append(source, from, to)
      const slot = slotOf(hash, starts[count]!, to - from)
      if (table[slot] !== 0) return false
      table[slot] = count + 1
      hashes[count] = hash
      results.scores[count] = score
      starts[count + 1] = starts[count]! + to - from
      results.count = count + 1
      return true
    },
    find(id: Uint8Array): number {
      return table[slotOf(append(id, 0, id.length), starts[results.count]!, id.length)]! - 1
    },
    id(place: number): string {
      return bytes.toString('utf8', starts[place]!, starts[place + 1]!)
    },
    rank(place: number): number {
      const { scores, count } = results
      const score = scores[place]!
      let rank = 1
      for (let other = 0; other < count; other++) {
        if (scores[other]! > score) rank++
        else if (scores[other] === score && other !== place && compareIds(other, place) > 0) rank++
      }
      return rank
    },
    order(): Uint32Array {
      const { scores } = results
      const places = Uint32Array.from({ length: results.count }, (_, place) => place)
      return places.sort((a, b) => scores[b]! - scores[a]! || compareIds(b, a))
    },
    clear(): void {
      const mask = table.length - 1
      // Last in, first out: no chain of slots is ever cut. A fill would cost a small query what the largest one needed.
      while (results.count > 0) {
        let slot = hashes[--results.count]! & mask
        while (table[slot] !== results.count + 1) slot = (slot + 1) & mask
        table[slot] = 0
      }
    },
  }
  return results
}

function grown<A extends Uint8Array | Uint32Array | Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
