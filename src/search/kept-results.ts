import { radixSort } from './radix-sort.ts'

/** Scores and the documents that they belong to: the first `size` of each array. */
export interface Kept {
  readonly scores: Float32Array
  readonly documents: Int32Array
  readonly size: number
}

/** Moves those that reach the bar to the front, and says how many. */
export function dropBelow(bar: number, { scores, documents, size }: Kept): number {
  let to = 0
  for (let i = 0; i < size; i++) {
    const score = scores[i]!
    scores[to] = score
    documents[to] = documents[i]!
    to += score >= bar ? 1 : 0
  }
  return to
}

/** Score descending, equal scores by the place of the document in `order` ascending. */
export function sortKept(kept: Kept, order: Int32Array): void {
  sortByScore(kept)
  sortTies(kept, order)
}

function sortByScore({ scores, documents, size }: Kept): void {
  const bits = new Int32Array(scores.buffer)
  reverseBits(bits, size)
  radixSort(new Uint32Array(scores.buffer), documents, size)
  reverseBits(bits, size)
}

/** Bits of floats to integers that as unsigned ones are in the opposite order, −0 right after 0, and back. */
function reverseBits(bits: Int32Array, size: number): void {
  for (let i = 0; i < size; i++) bits[i]! ^= ~(bits[i]! >> 31) & 0x7fff_ffff
}

function sortTies({ scores, documents, size }: Kept, order: Int32Array): void {
  for (let from = 0, to = 1; from < size; from = to++) {
    while (to < size && scores[to] === scores[from]) to++
    if (to - from < 2) continue
    const tied = documents.subarray(from, to)
    radixSort(
      Uint32Array.from(tied, (document) => order[document]!),
      tied,
      tied.length,
    )
  }
}
