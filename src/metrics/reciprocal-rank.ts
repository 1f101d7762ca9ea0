import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'
import { relevantRanks } from './relevant.ts'

const definition: Definition = {
  names: ['RR', 'MRR'],
  cutoff: 'optional',
  parameters: ['rel'],
  description: 'One divided by the rank of the first relevant document, 0 where that lies below rank k.',
  direction: 'higher',
  range: [0, 1],
  source: 'Kantor and Voorhees 2000, The TREC-5 Confusion Track, Information Retrieval 2(2/3)',
}

export interface ReciprocalRankOptions {
  /** Last rank looked at. @default Infinity */
  readonly cutoff?: number
  /** Lowest grade of a relevant document. @default 1 */
  readonly rel?: number
}

/**
 * Reciprocal rank, RR: 1 ÷ rank of the first relevant document; 0 where it lies below the cutoff or was not retrieved.
 * Its mean over queries is known as MRR.
 *
 * @throws {RangeError} the cutoff is neither a positive integer nor left out, or `rel` is not a positive integer
 * @see Kantor and Voorhees 2000, The TREC-5 Confusion Track, Information Retrieval 2(2/3)
 */
export function reciprocalRank({ cutoff = defaults.cutoff, rel = defaults.rel }: ReciprocalRankOptions = {}): Measure {
  return {
    ...defined('reciprocalRank', definition, { cutoff, rel }),
    score(judged) {
      const [first = Number.POSITIVE_INFINITY] = relevantRanks(judged, rel)
      return first <= cutoff ? 1 / first : 0
    },
  }
}

export const reciprocalRankFamily: Family = { ...definition, make: reciprocalRank }
