import { cutoffNotation, withinCutoff } from './cutoff.ts'
import type { Measure } from './measure.ts'

/**
 * Recall at k, R@k: the share of all relevant documents among the first k.
 * With more than k relevant documents it cannot reach 1: the divisor is their number, not min(k, R).
 *
 * @throws {RangeError} the cutoff is not a positive integer
 */
export function recall({ cutoff }: { readonly cutoff: number }): Measure {
  return {
    name: cutoffNotation('recall', 'R', cutoff),
    description: `Share of all relevant documents found${withinCutoff(cutoff)}.`,
    direction: 'higher',
    range: [0, 1],
    score: ({ ranks }) => ranks.filter((rank) => rank <= cutoff).length / ranks.length,
  }
}
