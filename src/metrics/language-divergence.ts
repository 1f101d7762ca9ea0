import { type Definition, defined, type Family } from './family.ts'
import { languageShares } from './language-share.ts'
import type { Measure } from './measure.ts'

const definition: Definition = {
  names: ['LanguageKL'],
  cutoff: 'required',
  description:
    'Kullback–Leibler divergence, in nats, of the languages of the first k results from those of the whole pool.',
  direction: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  source: 'Kullback and Leibler 1951, Annals of Mathematical Statistics 22(1)',
  settings: ['multilingual'],
  needs: { languages: true },
}

/**
 * Language divergence at k, LanguageKL@k: Σ p ln(p ÷ π) over the languages, for the share p of each among the first k
 * results and its share π of the pool. 0 where the results are made up as the pool is, ln(1 ÷ π) where all are in one
 * language. Languages without results add nothing (0 · ln 0 = 0). With k results the shares are multiples of 1 ÷ k, so a
 * ranking that draws from the pool at random is above 0 too.
 *
 * @throws {RangeError} the cutoff is not a positive integer
 * @see Kullback and Leibler 1951, Annals of Mathematical Statistics 22(1)
 */
export function languageDivergence({ cutoff }: { readonly cutoff: number }): Measure {
  const facts = defined('languageDivergence', definition, { cutoff })
  return {
    ...facts,
    needs: { languages: true, top: cutoff },
    score(judged) {
      const shares = languageShares(facts.name, judged, { cutoff, weight: () => 1 })
      const sum = shares.reduce((sum, { found, pool }) => sum + (found > 0 ? found * Math.log(found / pool) : 0), 0)
      // Never negative but by rounding.
      return Math.max(0, sum)
    },
  }
}

export const languageDivergenceFamily: Family = { ...definition, make: languageDivergence }
