import { type Definition, defaults, defined, type Family, type Parameters } from './family.ts'
import type { Judged, Measure } from './measure.ts'
import { shareOf } from './relevant.ts'

const definition: Definition = {
  names: ['nDCG', 'NDCG'],
  cutoff: 'optional',
  parameters: ['dcg'],
  description:
    "Gain of the relevant documents down to rank k, discounted by the logarithm of the rank, as a share of the ideal order's.",
  direction: 'higher',
  range: [0, 1],
  source: 'Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418; exp-log2: Burges et al. 2005, ICML',
}

export interface NdcgOptions {
  /** Last rank looked at, in the ranking and in the ideal order. @default Infinity */
  readonly cutoff?: number
  /** Gain over discount: grade ÷ log₂(rank + 1), or (2^grade − 1) ÷ log₂(rank + 1). @default 'log2' */
  readonly dcg?: Parameters['dcg']
}

/**
 * Normalised discounted cumulative gain, nDCG: the sum of gain ÷ log₂(rank + 1), as a share of what the ideal order of
 * all relevant documents would reach. The gain is the grade (trec_eval's `ndcg_cut`) or, with `dcg: 'exp-log2'`,
 * 2^grade − 1; the ideal order holds documents that were not retrieved too.
 *
 * @throws {RangeError} the cutoff is neither a positive integer nor left out, or `dcg` is another word
 * @see Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418
 * @see Burges et al. 2005, doi:10.1145/1102351.1102363: the discount, and the exponential gain
 */
export function ndcg({ cutoff = defaults.cutoff, dcg = defaults.dcg }: NdcgOptions = {}): Measure {
  const gain = dcg === 'exp-log2' ? (grade: number): number => 2 ** grade - 1 : (grade: number): number => grade
  return {
    ...defined('ndcg', definition, { cutoff, dcg }),
    score({ ranks, grades }) {
      const gains = grades.map(gain)
      return shareOf(discounted(gains, ranks, cutoff), idealGain(gains, cutoff))
    },
  }
}

export const ndcgFamily: Family = { ...definition, make: ndcg }

function discounted(gains: readonly number[], ranks: Judged['ranks'], cutoff: number): number {
  let sum = 0
  ranks.forEach((rank, i) => {
    if (rank <= cutoff) sum += gains[i]! / Math.log2(rank + 1)
  })
  return sum
}

function idealGain(gains: readonly number[], cutoff: number): number {
  const descending = gains.toSorted((a, b) => b - a)
  return discounted(
    descending,
    descending.map((_, i) => i + 1),
    cutoff,
  )
}
