/** A pair that can be joined: its rank, where its left symbol stands, and the id of the two together. */
export interface Offer {
  readonly rank: number
  readonly at: number
  readonly id: number
}

export interface MergeHeap {
  push(offer: Offer): void
  /** The offer of the least rank, the leftmost of equals. */
  pop(): Offer | undefined
}

/** A binary heap. */
export function mergeHeap(): MergeHeap {
  const heap: Offer[] = []
  return {
    push(offer) {
      let at = heap.push(offer) - 1
      while (at > 0) {
        const parent = (at - 1) >> 1
        if (!before(offer, heap[parent] as Offer)) break
        heap[at] = heap[parent] as Offer
        at = parent
      }
      heap[at] = offer
    },
    pop() {
      const top = heap[0]
      const last = heap.pop()
      if (last !== undefined && heap.length > 0) sink(heap, last)
      return top
    },
  }
}

function sink(heap: Offer[], offer: Offer): void {
  let at = 0
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && before(heap[child + 1] as Offer, heap[child] as Offer)) child++
    if (!before(heap[child] as Offer, offer)) break
    heap[at] = heap[child] as Offer
    at = child
  }
  heap[at] = offer
}

function before(a: Offer, b: Offer): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.at < b.at)
}
