import type { Measure } from './measure.ts'
import { randomRankDistance, rankDistance, rankDistanceFloor } from './rank-distance.ts'

/**
 * Rank distance on a scale that data sets share: 0 at the smallest distance possible in the query's own pool, 1 at what
 * a random ranking of that pool is expected to give. Worse than random is above 1. A pool in which both are the same
 * leaves nothing to measure and gives 0.
 *
 * @see `rankDistanceFloor` and `randomRankDistance`; Elmahdy et al. 2024, §4, arXiv:2408.10536, for the distance
 */
export function normRankDistance(): Measure {
  const { score: distance, ...facts } = rankDistance()
  const random = remembered(randomRankDistance)
  return {
    ...facts,
    name: 'NormRankDistance',
    description: 'Rank distance between its smallest value in the pool, 0, and that of a random ranking, 1.',
    score(judged) {
      const answers = [...Map.groupBy(judged.languages, (language) => language).values()].map(({ length }) => length)
      const floor = rankDistanceFloor(answers.length)
      const span = random(answers, judged.pool) - floor
      // Where everything is relevant, rounding must not make a span of nothing.
      return span <= 1e-9 * judged.pool ? 0 : (distance(judged) - floor) / span
    },
  }
}

/** Queries of a data set share a few patterns of answers, and an integral for each of them would take seconds. */
function remembered(expected: typeof randomRankDistance): typeof randomRankDistance {
  const known = new Map<string, number>()
  return (answers, pool) => {
    const sorted = answers.toSorted((a, b) => a - b)
    const key = `${pool}: ${sorted}`
    const value = known.get(key) ?? expected(sorted, pool)
    known.set(key, value)
    return value
  }
}
