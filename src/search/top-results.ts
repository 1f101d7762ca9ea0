import type { Span } from './thresholds.ts'

/** Keeps the best of the documents that one query is offered: score descending, then place in the order ascending. */
export interface TopResults {
  /** Offers scores in which no document comes twice. */
  offer(scores: Float32Array, span: Span): void
  /** What was kept, best first, and starts anew. */
  take(): { readonly documents: Int32Array; readonly scores: Float32Array }
}

/**
 * A heap of the best `top`, the worst of them at its root: nearly every score is turned away by one comparison.
 *
 * @param order place of each document among equal scores: the lower ranks first
 */
export function topResults(top: number, order: Int32Array): TopResults {
  const kept = new Int32Array(top)
  const keptScores = new Float32Array(top)
  let size = 0
  const worse = (scoreA: number, a: number, scoreB: number, b: number): boolean =>
    scoreA < scoreB || (scoreA === scoreB && order[a]! > order[b]!)
  const set = (at: number, score: number, document: number): void => {
    keptScores[at] = score
    kept[at] = document
  }
  const rise = (score: number, document: number): void => {
    let at = size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!worse(score, document, keptScores[parent]!, kept[parent]!)) break
      set(at, keptScores[parent]!, kept[parent]!)
      at = parent
    }
    set(at, score, document)
  }
  const sink = (score: number, document: number): void => {
    let at = 0
    for (let child = 1; child < size; child = 2 * at + 1) {
      const other = child + 1
      if (other < size && worse(keptScores[other]!, kept[other]!, keptScores[child]!, kept[child]!)) child = other
      if (!worse(keptScores[child]!, kept[child]!, score, document)) break
      set(at, keptScores[child]!, kept[child]!)
      at = child
    }
    set(at, score, document)
  }
  return {
    offer(scores, { from, to, first }) {
      const offset = first - from
      let at = from
      for (; at < to && size < top; at++) rise(scores[at]!, at + offset)
      let bar = size > 0 ? keptScores[0]! : Infinity
      for (; at < to; at++) {
        const score = scores[at]!
        if (score < bar || !worse(bar, kept[0]!, score, at + offset)) continue
        sink(score, at + offset)
        bar = keptScores[0]!
      }
    },
    take() {
      const documents = new Int32Array(size)
      const scores = new Float32Array(size)
      while (size > 0) {
        size--
        documents[size] = kept[0]!
        scores[size] = keptScores[0]!
        sink(keptScores[size]!, kept[size]!)
      }
      return { documents, scores }
    },
  }
}
