import { cutoffNotation, withinCutoff } from './cutoff.ts'
import type { Measure } from './measure.ts'

/**
 * Success at k, Success@k: 1 where any relevant document is among the first k, else 0.
 * Other libraries call it hit rate or accuracy at k. Equal to R@k only where one document is relevant.
 *
 * @throws {RangeError} the cutoff is not a positive integer
 */
export function success({ cutoff }: { readonly cutoff: number }): Measure {
  return {
    name: cutoffNotation('success', 'Success', cutoff),
    description: `One if any relevant document is found${withinCutoff(cutoff)}, else zero.`,
    direction: 'higher',
    range: [0, 1],
    score: ({ ranks }) => (ranks[0]! <= cutoff ? 1 : 0),
  }
}
