import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'
import { countWithin, relevantRanks, shareOf } from './relevant.ts'

const definition: Definition = {
  names: ['R', 'Recall'],
  cutoff: 'required',
  parameters: ['rel'],
  description: 'Share of all relevant documents found among the first k ranks.',
  direction: 'higher',
  range: [0, 1],
  source: 'Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, §8.3',
}

export interface RecallOptions {
  /** Last rank looked at. */
  readonly cutoff: number
  /** Lowest grade of a relevant document. @default 1 */
  readonly rel?: number
}

/**
 * Recall at k, R@k: the share of all relevant documents among the first k.
 * With more than k relevant documents it cannot reach 1: the divisor is their number, not min(k, R).
 *
 * @throws {RangeError} the cutoff or `rel` is not a positive integer
 * @see Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, §8.3
 */
export function recall({ cutoff, rel = defaults.rel }: RecallOptions): Measure {
  return {
    ...defined('recall', definition, { cutoff, rel }),
    score(judged) {
      const ranks = relevantRanks(judged, rel)
      return shareOf(countWithin(ranks, cutoff), ranks.length)
    },
  }
}

export const recallFamily: Family = { ...definition, make: recall }
