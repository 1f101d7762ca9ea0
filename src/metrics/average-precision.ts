import { optionalCutoffNotation, withinCutoff } from './cutoff.ts'
import type { Judged, Measure } from './measure.ts'

/**
 * Average precision, AP: the precision at each relevant document's rank, averaged over all relevant documents.
 * One below the cutoff, or not retrieved, contributes 0; the divisor stays the number of relevant documents
 * (trec_eval's `map_cut`, not min(k, R)). Its mean over queries is known as MAP.
 *
 * @throws {RangeError} the cutoff is neither a positive integer nor left out
 * @see Buckley and Voorhees 2005, TREC: Experiment and Evaluation in Information Retrieval, ch. 3
 */
export function averagePrecision({ cutoff = Number.POSITIVE_INFINITY }: { readonly cutoff?: number } = {}): Measure {
  return {
    name: optionalCutoffNotation('averagePrecision', 'AP', cutoff),
    description: `Mean over all relevant documents of the precision at their rank${withinCutoff(cutoff)}.`,
    direction: 'higher',
    range: [0, 1],
    score: ({ ranks }) => sumOfPrecisions(ranks, cutoff) / ranks.length,
  }
}

/** Precision at the i-th relevant document is i ÷ its rank. */
function sumOfPrecisions(ranks: Judged['ranks'], cutoff: number): number {
  let sum = 0
  ranks.forEach((rank, found) => {
    if (rank <= cutoff) sum += (found + 1) / rank
  })
  return sum
}
