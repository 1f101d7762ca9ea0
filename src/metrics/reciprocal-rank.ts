import { optionalCutoffNotation, withinCutoff } from './cutoff.ts'
import type { Measure } from './measure.ts'

/**
 * Reciprocal rank, RR: 1 ÷ rank of the first relevant document; 0 where it lies below the cutoff or was not retrieved.
 * Its mean over queries is known as MRR.
 *
 * @throws {RangeError} the cutoff is neither a positive integer nor left out
 * @see Kantor and Voorhees 2000, The TREC-5 Confusion Track, §3.1, doi:10.1023/A:1009902609570
 */
export function reciprocalRank({ cutoff = Number.POSITIVE_INFINITY }: { readonly cutoff?: number } = {}): Measure {
  return {
    name: optionalCutoffNotation('reciprocalRank', 'RR', cutoff),
    description: `One divided by the rank of the first relevant document${withinCutoff(cutoff)}.`,
    direction: 'higher',
    range: [0, 1],
    score({ ranks }) {
      const first = ranks[0]!
      return first <= cutoff ? 1 / first : 0
    },
  }
}
