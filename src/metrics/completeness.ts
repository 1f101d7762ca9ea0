import { type Definition, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'

const definition: Definition = {
  names: ['Comp'],
  cutoff: 'required',
  description: 'One if every relevant document, in whatever language, is found among the first k ranks, else zero.',
  direction: 'higher',
  range: [0, 1],
  source: 'Hong et al. 2026, arXiv:2604.05684 (Comp@k)',
  settings: ['multilingual'],
}

/**
 * Completeness at k, Comp@k: 1 where all relevant documents are among the first k of one pool of all languages, else 0.
 * Zero for every query with more than k of them.
 *
 * @throws {RangeError} the cutoff is not a positive integer
 * @see Hong et al. 2026, arXiv:2604.05684
 */
export function completeness({ cutoff }: { readonly cutoff: number }): Measure {
  return { ...defined('completeness', definition, { cutoff }), score: ({ ranks }) => (ranks.at(-1)! <= cutoff ? 1 : 0) }
}

export const completenessFamily: Family = { ...definition, make: completeness }
