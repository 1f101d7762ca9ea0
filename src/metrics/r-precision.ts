import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'
import { countWithin, relevantRanks, shareOf } from './relevant.ts'

const definition: Definition = {
  names: ['Rprec', 'RPrec'],
  cutoff: 'none',
  parameters: ['rel'],
  description: 'Precision at rank R, the number of relevant documents.',
  direction: 'higher',
  range: [0, 1],
  source: 'Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, §8.4',
}

export interface RPrecisionOptions {
  /** Lowest grade of a relevant document. @default 1 */
  readonly rel?: number
}

/**
 * R-precision, Rprec: the share of the first R ranks that hold a relevant document, where R is how many there are; so it
 * is precision and recall at once. The divisor stays R where fewer documents were retrieved.
 *
 * @throws {RangeError} `rel` is not a positive integer
 * @see Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, §8.4
 */
export function rPrecision({ rel = defaults.rel }: RPrecisionOptions = {}): Measure {
  return {
    ...defined('rPrecision', definition, { rel }),
    score(judged) {
      const ranks = relevantRanks(judged, rel)
      return shareOf(countWithin(ranks, ranks.length), ranks.length)
    },
  }
}

export const rPrecisionFamily: Family = { ...definition, make: rPrecision }
