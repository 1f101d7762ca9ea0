import type { Measure } from './measure.ts'
import { randomRankDistances, rankDistance, rankDistanceFloor } from './rank-distance.ts'

/**
 * Rank distance on a scale that data sets share: 0 at the smallest distance possible in the query's own pool, 1 at what
 * a random ranking of that pool is expected to give. Worse than random is above 1. A pool in which both are the same
 * leaves nothing to measure and gives 0.
 *
 * @see `rankDistanceFloor` and `randomRankDistance`; Elmahdy et al. 2024, §4.1, arXiv:2408.10536, for the distance
 */
export function normRankDistance(): Measure {
  const { score: distance, ...facts } = rankDistance()
  const random = randomRankDistances()
  return {
    ...facts,
    name: 'NormRankDistance',
    description: 'Rank distance between its smallest value in the pool, 0, and that of a random ranking, 1.',
    needs: { languages: true, pool: true },
    score(judged) {
      const answers = [...Map.groupBy(judged.languages, (language) => language).values()].map(({ length }) => length)
      const floor = rankDistanceFloor(answers.length)
      const span = random(answers, judged.pool) - floor
      // Where everything is relevant, rounding must not make a span of nothing.
      return span <= 1e-9 * judged.pool ? 0 : (distance(judged) - floor) / span
    },
  }
}
