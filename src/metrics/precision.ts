import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'
import { countWithin, relevantRanks } from './relevant.ts'

const definition: Definition = {
  names: ['P', 'Precision'],
  cutoff: 'required',
  parameters: ['rel'],
  description: 'Share of the first k ranks that hold a relevant document.',
  direction: 'higher',
  range: [0, 1],
  source: 'Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, §8.4',
}

export interface PrecisionOptions {
  /** Last rank looked at. */
  readonly cutoff: number
  /** Lowest grade of a relevant document. @default 1 */
  readonly rel?: number
}

/**
 * Precision at k, P@k: the share of the first k ranks that hold a relevant document. A rank that holds nothing, because
 * fewer than k documents were retrieved, holds nothing relevant: the divisor stays k.
 *
 * @throws {RangeError} the cutoff or `rel` is not a positive integer
 * @see Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, §8.4
 */
export function precision({ cutoff, rel = defaults.rel }: PrecisionOptions): Measure {
  return {
    ...defined('precision', definition, { cutoff, rel }),
    score: (judged) => countWithin(relevantRanks(judged, rel), cutoff) / cutoff,
  }
}

export const precisionFamily: Family = { ...definition, make: precision }
