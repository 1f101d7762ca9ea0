import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'
import { relevantRanks, shareOf } from './relevant.ts'

const definition: Definition = {
  names: ['AP', 'mAP', 'MAP'],
  cutoff: 'optional',
  parameters: ['rel'],
  description: 'Mean over all relevant documents of the precision at their rank, 0 for those below rank k.',
  direction: 'higher',
  range: [0, 1],
  source: 'Buckley and Voorhees 2005, Retrieval System Evaluation, in: TREC, MIT Press',
}

export interface AveragePrecisionOptions {
  /** Last rank looked at. @default Infinity */
  readonly cutoff?: number
  /** Lowest grade of a relevant document. @default 1 */
  readonly rel?: number
}

/**
 * Average precision, AP: the precision at each relevant document's rank, averaged over all relevant documents.
 * One below the cutoff, or not retrieved, contributes 0; the divisor stays the number of relevant documents
 * (trec_eval's `map_cut`, not min(k, R)). Its mean over queries is known as MAP.
 *
 * @throws {RangeError} the cutoff is neither a positive integer nor left out, or `rel` is not a positive integer
 * @see Buckley and Voorhees 2005, Retrieval System Evaluation, in: TREC: Experiment and Evaluation in Information Retrieval
 */
export function averagePrecision({
  cutoff = defaults.cutoff,
  rel = defaults.rel,
}: AveragePrecisionOptions = {}): Measure {
  return {
    ...defined('averagePrecision', definition, { cutoff, rel }),
    score(judged) {
      const ranks = relevantRanks(judged, rel)
      return shareOf(sumOfPrecisions(ranks, cutoff), ranks.length)
    },
  }
}

export const averagePrecisionFamily: Family = { ...definition, make: averagePrecision }

/** Precision at the i-th relevant document is i ÷ its rank. */
function sumOfPrecisions(ranks: readonly number[], cutoff: number): number {
  let sum = 0
  ranks.forEach((rank, found) => {
    if (rank <= cutoff) sum += (found + 1) / rank
  })
  return sum
}
