import type { Measure } from './measure.ts'
import { cosinesOf } from './negative-cosine.ts'

/**
 * Same-language margin: by how much the cosine of a query with a document not relevant to it is higher on average if
 * both are in the same language. 0 where vectors say nothing of language. Weak alignment shows here before it costs a
 * rank: relevant documents of other languages must beat irrelevant ones of the query's own.
 *
 * Queries whose own language, or all others, hold no irrelevant document are left out.
 *
 * @see Roy et al. 2020 (LAReQA), arXiv:2004.05484, on strong and weak alignment
 */
export function sameLanguageMargin(): Measure {
  return {
    name: 'SameLanguageMargin',
    description: 'Mean cosine with irrelevant documents of the query’s own language minus that of other languages.',
    direction: 'lower',
    range: [-2, 2],
    source: 'Roy et al. 2020, arXiv:2004.05484 (strong alignment)',
    settings: ['multilingual'],
    needs: { cosines: true },
    score(judged) {
      const { same, other } = cosinesOf('SameLanguageMargin', judged)
      return same.mean - other.mean
    },
  }
}
