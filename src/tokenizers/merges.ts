import { mergeHeap } from './merge-heap.ts'

/** What two neighbouring symbols are joined to. */
export interface Merge {
  /** The least goes first. */
  readonly rank: number
  readonly id: number
}

/** The symbol that two neighbours make; undefined where they are never joined. */
export type Merges = (left: number, right: number) => Merge | undefined

/** Joins neighbours in a linked list over `symbols`, in place. */
export function merged(symbols: number[], merges: Merges): number[] {
  const previous = symbols.map((_, at) => at - 1)
  const next = symbols.map((_, at) => at + 1)
  const heap = mergeHeap()
  const offer = (left: number, right: number): void => {
    if (left < 0 || right >= symbols.length) return
    const merge = merges(symbols[left] as number, symbols[right] as number)
    if (merge) heap.push({ rank: merge.rank, at: left, id: merge.id })
  }
  for (let at = 0; at + 1 < symbols.length; at++) offer(at, at + 1)
  for (let merge = heap.pop(); merge; merge = heap.pop()) {
    const { at, id } = merge
    const right = next[at] as number
    // An offer holds while both symbols are what they were.
    if (symbols[at] === gone || right >= symbols.length) continue
    if (merges(symbols[at] as number, symbols[right] as number)?.id !== id) continue
    symbols[at] = id
    symbols[right] = gone
    next[at] = next[right] as number
    if ((next[at] as number) < symbols.length) previous[next[at] as number] = at
    offer(previous[at] as number, at)
    offer(at, next[at] as number)
  }
  return symbols.filter((symbol) => symbol !== gone)
}

/** In place of a symbol that was joined to the one before. */
const gone = -1
