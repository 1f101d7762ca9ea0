import { dropBelow, sortKept } from './kept-results.ts'
import type { Span } from './thresholds.ts'

/** Keeps the best of the documents that one query is offered: score descending, then place in the order ascending. */
export interface TopResults {
  /** Offers cosines in which no document comes twice. */
  offer(scores: Float32Array, span: Span): void
  /** What was kept, best first, and starts anew. */
  take(): { readonly documents: Int32Array; readonly scores: Float32Array }
}

/**
 * Keeps every score that reaches a bar, and raises the bar as a histogram of those kept allows: it is the lower edge of
 * the cell that holds the score at place `top`. A sample of a long stretch says where to begin; should fewer reach that
 * than are wanted, the stretch is gone through again without. Only the few that are left are sorted, in the end.
 *
 * @param order place of each document among equal scores: the lower ranks first
 */
export function topResults(top: number, order: Int32Array): TopResults {
  const room = Math.min(3 * top, order.length) + spare
  const scores = new Float32Array(room)
  const documents = new Int32Array(room)
  let size = 0
  /** What a score must reach, and at that very score the place that a document must be before. */
  let bar = -Infinity
  let before = Infinity
  /** The cell whose lower edge the bar is at or above, and how many of the scores kept lie there or higher. */
  let cell = 0
  let above = 0

  const count = (): void => {
    size = dropBelow(bar, { scores, documents, size })
    counts.fill(0)
    for (let i = 0; i < size; i++) counts[cellOf(scores[i]!)]!++
    above = size
    counted = scores
  }
  const raise = (): void => {
    let [to, left] = [cell, above]
    while (to < cells - 1 && left - counts[to]! >= top) left -= counts[to++]!
    if (to === cell) return
    cell = to
    above = left
    if (edgeOf(to) > bar) [bar, before] = [edgeOf(to), Infinity]
  }
  const sort = (): void => {
    sortKept({ scores, documents, size }, order)
    size = Math.min(size, top)
  }
  /** Drops what lies below the bar; where that is little, as among equal scores, all but the best. */
  const makeRoom = (): void => {
    raise()
    size = dropBelow(bar, { scores, documents, size })
    if (size <= (top + room) / 2) return
    sort()
    bar = scores[size - 1] ?? Infinity
    before = order[documents[size - 1] ?? 0]!
    count()
  }
  const keep = (values: Float32Array, found: number, offset: number): void => {
    for (let i = 0, end = 0; i < found; i = end) {
      if (size === room) makeRoom()
      end = Math.min(found, i + room - size)
      // Copies, since variables that functions share are read from memory and written to it each time.
      let to = size
      const [least, last] = [bar, before]
      for (let j = i; j < end; j++) {
        const at = spots[j]!
        const score = values[at]!
        if (score <= least && (score < least || order[at + offset]! > last)) continue
        scores[to] = score
        documents[to++] = at + offset
        counts[cellOf(score)]!++
      }
      above += to - size
      size = to
    }
  }
  const offerFrom = (values: Float32Array, { from, to, first }: Span): void => {
    for (let at = from; at < to; at += piece) {
      const found = spotsAbove(bar, values, at, Math.min(to, at + piece))
      if (found === 0) continue
      keep(values, found, first - from)
      raise()
    }
  }
  const begin = (at: number): void => {
    ;[size, before, cell] = [0, Infinity, at]
    bar = at > 0 ? edgeOf(at) : -Infinity
    count()
  }
  return {
    offer(values, span) {
      if (counted !== scores) count()
      const guess = bar === -Infinity && size === 0 ? guessedCell(top, values, span) : undefined
      if (guess !== undefined) begin(guess)
      offerFrom(values, span)
      if (guess === undefined || above >= top) return
      begin(0)
      offerFrom(values, span)
    },
    take() {
      size = dropBelow(bar, { scores, documents, size })
      sort()
      const taken = { documents: documents.slice(0, size), scores: scores.slice(0, size) }
      begin(0)
      return taken
    },
  }
}

/** Scores that are looked at before the bar is raised. */
const piece = 512
/** What there is room for beyond three times the results. */
const spare = 64

// Of the thread, since every query of a stream has a selection. Cells have edges that a float holds exactly.
const perUnit = 2048
/** Cosines reach from −1 to 1 but for rounding and the tolerance of unit rows, 1e-3. */
const belowZero: number = 1.015625 * perUnit
const cells: number = 2 * belowZero
const counts = new Int32Array(cells)
/** Whose scores `counts` counts. */
let counted: Float32Array | undefined
const spots = new Int32Array(piece + 1)

function cellOf(score: number): number {
  return Math.floor(score * perUnit) + belowZero
}

function edgeOf(cell: number): number {
  return (cell - belowZero) / perUnit
}

/** One score in so many is looked at to guess the first bar, where there are enough of them. */
const sampled = 16
const enough = 2048

/** A cell from whose lower edge on there are most likely a few more scores than wanted. Uses up `counts`. */
function guessedCell(top: number, scores: Float32Array, { from, to }: Span): number | undefined {
  if (to - from < Math.max(enough, 2 * top)) return undefined
  for (let at = from; at < to; at += sampled) counts[cellOf(scores[at]!)]!++
  const expected = top / sampled
  let wanted = expected + 3 * Math.sqrt(expected) + 1
  let cell = cells
  while (cell > 0 && wanted > 0) wanted -= counts[--cell]!
  return cell
}

/** Writes to `spots` where scores reach the bar, and says how many. Without a branch, which would be mispredicted. */
function spotsAbove(bar: number, scores: Float32Array, from: number, to: number): number {
  let found = 0
  let at = from
  for (; at + 3 < to; at += 4) {
    spots[found] = at
    found += scores[at]! >= bar ? 1 : 0
    spots[found] = at + 1
    found += scores[at + 1]! >= bar ? 1 : 0
    spots[found] = at + 2
    found += scores[at + 2]! >= bar ? 1 : 0
    spots[found] = at + 3
    found += scores[at + 3]! >= bar ? 1 : 0
  }
  for (; at < to; at++) {
    spots[found] = at
    found += scores[at]! >= bar ? 1 : 0
  }
  return found
}
