import { type Definition, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'

const definition: Definition = {
  names: ['MRC'],
  cutoff: 'required',
  description: 'How alike a query and its translations rank the documents that either has among its first k results.',
  direction: 'higher',
  range: [-1, 1],
  source: 'Yang, Jiang and Baldwin 2024, MRL, doi:10.18653/v1/2024.mrl-1.23 (MRC@k)',
  settings: ['multilingual'],
  needs: { languages: true },
}

/**
 * Multilingual ranking consistency at k, MRC@k: the mean over a query's translations of Spearman's correlation between
 * the two queries' scores for the documents that either has among its first k results, in one pool of all languages.
 * 1 where the language of the question makes no difference. Queries without a translation are left out.
 *
 * @throws {RangeError} the cutoff is not a positive integer
 */
export function rankingConsistency({ cutoff }: { readonly cutoff: number }): Measure {
  const facts = defined('rankingConsistency', definition, { cutoff })
  return {
    ...facts,
    needs: { languages: true, agreement: cutoff },
    score({ agreement }) {
      const value = agreement?.get(cutoff)
      if (value === undefined) {
        throw new RangeError(
          `${facts.name}: the query’s agreement with its translations must be known; got none. Measure vectors with evaluate().`,
        )
      }
      return value
    },
  }
}

export const rankingConsistencyFamily: Family = { ...definition, make: rankingConsistency }
