import { type Definition, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'
import { countWithin, shareOf } from './relevant.ts'

const definition: Definition = {
  names: ['Judged'],
  cutoff: 'required',
  description: 'Share of the documents retrieved in the first k ranks that somebody judged, relevant or not.',
  direction: 'higher',
  range: [0, 1],
  scoresEmpty: true,
  source: 'MacAvaney, Macdonald and Ounis 2022, ir-measures, arXiv:2111.13466',
}

/**
 * Judged at k, Judged@k: the share of the first k documents that have a judgement of any grade, negative ones too. It
 * says how far the other values can be trusted: what nobody judged counts as not relevant. Of fewer than k documents, the
 * share of those; 0 where nothing was retrieved. A query with nothing relevant has a value like any other.
 *
 * @throws {RangeError} the cutoff is not a positive integer
 * @see MacAvaney, Macdonald and Ounis 2022, Streamlining Evaluation with ir-measures, arXiv:2111.13466
 */
export function judgedShare({ cutoff }: { readonly cutoff: number }): Measure {
  return {
    ...defined('judgedShare', definition, { cutoff }),
    score({ ranks, notRelevant, retrieved }) {
      const judged = countWithin(ranks, cutoff) + countWithin(notRelevant.ranks, cutoff)
      return shareOf(judged, Math.min(cutoff, retrieved))
    },
  }
}

export const judgedShareFamily: Family = { ...definition, make: judgedShare }
