import { mean } from '../mean.ts'
import type { Measure } from './measure.ts'
import { earliestRanks } from './relevant.ts'

/**
 * Mean rank of the relevant documents of each language in one pool of all languages: a matrix of query language ×
 * document language, whose rows show which languages' answers sink. Its value is the mean of the matrix.
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
    score: (judged) => mean(earliestRanks(judged)),
  }
}
