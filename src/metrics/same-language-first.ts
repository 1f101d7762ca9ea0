import type { Measure } from './measure.ts'

/**
 * Same-language preference: 1 where the first relevant document found is in the query's own language, else 0. Queries
 * with relevant documents in one language only are left out. Where a run found none of them, it is 0 or 1: at least 0.
 *
 * A ranking blind to language reaches the mean over queries of own ÷ all relevant documents, 1 ÷ L where each of L
 * languages has one. Above it the query's language is preferred, below it avoided. Lower counts as better here because
 * less of a preference is less bias; whoever wants answers in the reader's language first wants it high.
 *
 * @throws {RangeError} the query's language is not known
 */
export function sameLanguageFirst(): Measure {
  return {
    name: 'SameLanguageFirst',
    description: 'One if the first relevant document found is in the query’s own language, else zero.',
    direction: 'lower',
    range: [0, 1],
    source: 'docs/language-bias.md#preference; compare Language Preference Rate, Jang et al. 2026, arXiv:2605.07249',
    settings: ['multilingual'],
    minimumLanguages: 2,
    needs: { languages: true },
    bound: { side: 'at least', where: ({ ranks }) => ranks[0] === Number.POSITIVE_INFINITY },
    score({ ranks, languages, queryLanguage }) {
      if (queryLanguage === null) {
        throw new RangeError('SameLanguageFirst: the query’s language must be known; got null.')
      }
      return ranks[0]! < Number.POSITIVE_INFINITY && languages[0] === queryLanguage ? 1 : 0
    },
  }
}
