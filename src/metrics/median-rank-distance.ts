import type { Measure } from './measure.ts'
import { rankDistance } from './rank-distance.ts'

/**
 * The median of `rankDistance` over the queries of a language, averaged over the languages. Rank distance looks at the
 * worst answer of each query, so that a few lost answers rule its mean; the median says what is usual.
 *
 * @see Elmahdy et al. 2024, §4.1, arXiv:2408.10536, for the distance of a query
 */
export function medianRankDistance(): Measure {
  return {
    ...rankDistance(),
    name: 'MedianRankDistance',
    description:
      'Worst minus best rank of the answers in the different languages: the median over queries, not the mean.',
    aggregate: 'median',
  }
}
