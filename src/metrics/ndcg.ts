import { optionalCutoffNotation, withinCutoff } from './cutoff.ts'
import type { Judged, Measure } from './measure.ts'

/**
 * Normalised discounted cumulative gain, nDCG: the sum of grade ÷ log₂(rank + 1), as a share of what the ideal order of
 * all relevant documents would reach. Gains are linear in the grade (trec_eval's `ndcg_cut`), not 2^grade − 1;
 * the ideal order holds documents that were not retrieved too.
 *
 * @throws {RangeError} the cutoff is neither a positive integer nor left out
 * @see Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418; the discount is of Burges et al. 2005, §6
 */
export function ndcg({ cutoff = Number.POSITIVE_INFINITY }: { readonly cutoff?: number } = {}): Measure {
  return {
    name: optionalCutoffNotation('ndcg', 'nDCG', cutoff),
    description: `Gain of the relevant documents${withinCutoff(cutoff)}, discounted by the logarithm of the rank, as a share of the ideal order's.`,
    direction: 'higher',
    range: [0, 1],
    score: ({ ranks, grades }) => discountedGain(ranks, grades, cutoff) / idealGain(grades, cutoff),
  }
}

function discountedGain(ranks: Judged['ranks'], grades: Judged['grades'], cutoff: number): number {
  let sum = 0
  ranks.forEach((rank, i) => {
    if (rank <= cutoff) sum += grades[i]! / Math.log2(rank + 1)
  })
  return sum
}

function idealGain(grades: Judged['grades'], cutoff: number): number {
  const descending = grades.toSorted((a, b) => b - a)
  return discountedGain(
    descending.map((_, i) => i + 1),
    descending,
    cutoff,
  )
}
