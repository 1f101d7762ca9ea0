import { idTable } from './id-table.ts'

/** Ids given as strings and kept as bytes: some 20 bytes each beside their own, whatever their number. */
export interface TextIds {
  readonly count: number
  /** @returns the id's place, from 0; it is new where that is `count` as it was before */
  add(id: string): number
  /** @returns the id's place, or −1 where it is not there */
  placeOf(id: string): number
  id(place: number): string
  /** Places, the greatest id by its UTF-8 bytes first. */
  descending(): Int32Array
}

export function textIds(): TextIds {
  const table = idTable()
  let buffer = Buffer.alloc(2 ** 10)
  /** The id's bytes, until the next call. */
  const bytesOf = (id: string): Buffer => {
    if (3 * id.length > buffer.length) buffer = Buffer.alloc(6 * id.length)
    return buffer.subarray(0, buffer.write(id))
  }
  return {
    get count() {
      return table.count
    },
    add(id) {
      const bytes = bytesOf(id)
      return table.add(bytes, 0, bytes.length)
    },
    placeOf(id) {
      // Halves of surrogate pairs have no bytes of their own: they would be found as U+FFFD.
      if (!id.isWellFormed()) return -1
      const bytes = bytesOf(id)
      return table.find(bytes, 0, bytes.length)
    },
    id: (place) => table.id(place),
    descending() {
      const places = new Int32Array(table.count)
      for (let place = 0; place < places.length; place++) places[place] = place
      return places.sort((a, b) => table.compare(b, a))
    },
  }
}
