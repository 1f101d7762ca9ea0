import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'
import { relevantRanks } from './relevant.ts'

const definition: Definition = {
  names: ['Success', 'HitRate'],
  cutoff: 'required',
  parameters: ['rel'],
  description: 'One if any relevant document is found among the first k ranks, else zero.',
  direction: 'higher',
  range: [0, 1],
  source: "trec_eval's success, by Stephen Tomlinson",
}

export interface SuccessOptions {
  /** Last rank looked at. */
  readonly cutoff: number
  /** Lowest grade of a relevant document. @default 1 */
  readonly rel?: number
}

/**
 * Success at k, Success@k: 1 where any relevant document is among the first k, else 0.
 * Other libraries call it hit rate or accuracy at k. Equal to R@k only where one document is relevant.
 *
 * @throws {RangeError} the cutoff or `rel` is not a positive integer
 * @see trec_eval's `success`, developed by Stephen Tomlinson
 */
export function success({ cutoff, rel = defaults.rel }: SuccessOptions): Measure {
  return {
    ...defined('success', definition, { cutoff, rel }),
    score: (judged) => ((relevantRanks(judged, rel)[0] ?? Number.POSITIVE_INFINITY) <= cutoff ? 1 : 0),
  }
}

export const successFamily: Family = { ...definition, make: success }
