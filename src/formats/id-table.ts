/**
 * Ids, each with its place, from 0, in the order in which they first came: their bytes end to end, and a hash table of
 * them. No string is made, and once it has grown, nothing is allocated.
 */
export interface IdTable {
  readonly count: number
  /** @returns the id's place; it was not there before where that is `count` as it was before */
  add(bytes: Uint8Array, from: number, to: number): number
  /** @returns the id's place, or −1 where it is not there */
  find(bytes: Uint8Array, from: number, to: number): number
  id(place: number): string
  /** Negative, 0 or positive as the id at `a` is less than, the same as or greater than that at `b` by its bytes. */
  compare(a: number, b: number): number
  clear(): void
}

export function idTable(): IdTable {
  let bytes = Buffer.alloc(2 ** 14)
  /** Where the id of each place begins; one more than there are places. */
  let starts = new Uint32Array(2 ** 10 + 1)
  let hashes = new Int32Array(2 ** 10)
  /** Place + 1, 0 where free; at least twice as many slots as places. */
  let table = new Int32Array(2 ** 11)

  const growTable = (): void => {
    const places = hashes.length * 2
    hashes = grown(hashes, new Int32Array(places))
    starts = grown(starts, new Uint32Array(places + 1))
    table = new Int32Array(places * 2)
    for (let place = 0; place < ids.count; place++) {
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
    let end = starts[ids.count]!
    if (end + to - from > bytes.length) bytes = grown(bytes, Buffer.alloc(2 * (end + to - from)))
    let hash = 0x811c9dc5
    for (let at = from; at < to; at++) {
      const byte = source[at]!
      bytes[end++] = byte
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
    return hash ^ (hash >>> 15)
  }

  const ids = {
    count: 0,
    add(source: Uint8Array, from: number, to: number): number {
      if (ids.count === hashes.length) growTable()
      const { count } = ids
      const hash = append(source, from, to)
      const slot = slotOf(hash, starts[count]!, to - from)
      if (table[slot] !== 0) return table[slot]! - 1
      table[slot] = count + 1
      hashes[count] = hash
      starts[count + 1] = starts[count]! + to - from
      ids.count = count + 1
      return count
    },
    find(source: Uint8Array, from: number, to: number): number {
      return table[slotOf(append(source, from, to), starts[ids.count]!, to - from)]! - 1
    },
    id(place: number): string {
      return bytes.toString('utf8', starts[place]!, starts[place + 1]!)
    },
    compare(a: number, b: number): number {
      return bytes.compare(bytes, starts[b]!, starts[b + 1]!, starts[a]!, starts[a + 1]!)
    },
    clear(): void {
      const mask = table.length - 1
      // Last in, first out: no chain of slots is ever cut. A fill would cost a small query what the largest one needed.
      while (ids.count > 0) {
        let slot = hashes[--ids.count]! & mask
        while (table[slot] !== ids.count + 1) slot = (slot + 1) & mask
        table[slot] = 0
      }
    },
  }
  return ids
}

function grown<A extends Uint8Array | Uint32Array | Int32Array>(from: A, to: A): A {
  to.set(from)
  return to
}
