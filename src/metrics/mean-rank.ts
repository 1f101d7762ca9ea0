import { mean } from '../mean.ts'
import type { Measure } from './measure.ts'
import { earliestRanks, lacksLast } from './relevant.ts'

/**
 * Mean rank of the relevant documents of each language in one pool of all languages: a matrix of query language ×
 * document language, whose rows show which languages' answers sink. Its value is the mean of the matrix. At least
 * the value where a run left documents out.
 */
export function meanRank(): Measure {
  return {
    name: 'MeanRank',
    description: 'Mean rank of the relevant documents of each language, in one pool of all languages.',
    direction: 'lower',
    range: [1, Number.POSITIVE_INFINITY],
    source: 'docs/language-bias.md#matrices',
    settings: ['multilingual'],
    each: 'document language',
    bound: { side: 'at least', where: ({ ranks }) => lacksLast(ranks) },
    score: (judged) => mean(earliestRanks(judged)),
  }
}
