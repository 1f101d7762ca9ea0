import { type Definition, defined, type Family } from './family.ts'
import { languageShares } from './language-share.ts'
import type { Measure } from './measure.ts'

const definition: Definition = {
  names: ['LanguageAWRF', 'AWRF'],
  cutoff: 'required',
  description: 'How far the attention that languages get among the first k results follows their shares of the pool.',
  direction: 'higher',
  range: [0, 1],
  source: 'Sapiezynski et al. 2019, doi:10.1145/3308560.3317595 (attention-weighted rank fairness)',
  settings: ['multilingual'],
  needs: { languages: true },
}

/**
 * Attention-weighted rank fairness of languages at k, LanguageAWRF@k: 1 − ½ Σ |ε − π| over the languages, for the share
 * ε of attention that each gets among the first k results, rank i drawing 1 ÷ log₂(i + 1), and its share π of the pool.
 * 1 where attention follows the pool. Others take another distance or another target; this is total variation from the
 * pool.
 *
 * @throws {RangeError} the cutoff is not a positive integer
 * @see Sapiezynski et al. 2019, doi:10.1145/3308560.3317595, arXiv:1901.10437
 */
export function languageExposure({ cutoff }: { readonly cutoff: number }): Measure {
  const facts = defined('languageExposure', definition, { cutoff })
  return {
    ...facts,
    needs: { languages: true, top: cutoff },
    score(judged) {
      const shares = languageShares(facts.name, judged, { cutoff, weight: (rank) => 1 / Math.log2(rank + 1) })
      return 1 - shares.reduce((sum, { found, pool }) => sum + Math.abs(found - pool), 0) / 2
    },
  }
}

export const languageExposureFamily: Family = { ...definition, make: languageExposure }
