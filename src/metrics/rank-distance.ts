import type { Language } from '../retrieval.ts'
import type { Judged, Measure } from './measure.ts'
import { earliestRanks, lacksLast } from './relevant.ts'

/**
 * Rank distance: worst minus best rank over the parallel answers to a query in one pool of all languages, the
 * best-ranked answer standing for its language. An encoder that does not care in which language an answer is written
 * ranks them next to each other. It grows with the pool and the number of languages, so it is read against
 * `rankDistanceFloor` and `randomRankDistance`, and not compared between data sets. Where a run left out all answers of some
 * language, it is at least the value.
 *
 * @see Elmahdy et al. 2024, §4.1, arXiv:2408.10536, after Huang et al. 2023, doi:10.1145/3539618.3591769
 */
export function rankDistance(): Measure {
  return {
    name: 'RankDistance',
    description: 'Worst minus best rank of the answers in the different languages, in one pool of all languages.',
    direction: 'lower',
    range: [0, Number.POSITIVE_INFINITY],
    source: 'Elmahdy et al. 2024, §4.1, arXiv:2408.10536, after Huang et al. 2023, doi:10.1145/3539618.3591769',
    settings: ['multilingual'],
    minimumLanguages: 2,
    needs: { languages: true },
    bound: { side: 'at least', where: (judged) => lacksLast(bestRanks(judged)) },
    score(judged) {
      const best = earliestRanks({ ...judged, ranks: bestRanks(judged) })
      return best.at(-1)! - best[0]!
    },
  }
}

/** Of each language, ascending. */
function bestRanks({ ranks, languages }: Judged): readonly number[] {
  const seen = new Set<Language>()
  // Ranks ascend, so the first of a language is its best.
  return ranks.filter((_, i) => seen.size < seen.add(languages[i]!).size)
}

/** The rank distance of a perfect ranking of answers in `languages` languages: they take the first ranks. */
export function rankDistanceFloor(languages: number): number {
  return languages - 1
}

/**
 * The expected rank distance of a uniformly random ranking: (m − 1) ÷ (m + 1) · (N + 1) for one answer in each of m
 * languages among N documents.
 *
 * With nₗ answers in language l the best of them has mean rank (N + 1) ÷ (nₗ + 1), and the worst of those bests follows
 * by inclusion and exclusion: (N + 1) · (∫₀¹ 1 − Πₗ(1 − x^nₗ) dx − 1 ÷ (Σₗnₗ + 1)). The integral is taken
 * numerically, since the sum it stands for cancels catastrophically for many languages.
 *
 * @param answers number of relevant documents in each language that has any
 * @param pool    N, documents in the pool
 */
export function randomRankDistance(answers: readonly number[], pool: number): number {
  const total = answers.reduce((sum, count) => sum + count, 0)
  const worst = answers.every((count) => count === 1) ? total / (total + 1) : meanOfWorst(answers)
  return (worst - 1 / (total + 1)) * (pool + 1)
}

/**
 * `randomRankDistance` that remembers: the queries of a data set share a few patterns of answers, and an integral for
 * each query would take seconds.
 */
export function randomRankDistances(): typeof randomRankDistance {
  const known = new Map<string, number>()
  return (answers, pool) => {
    const key = `${pool}: ${answers}`
    const value = known.get(key) ?? randomRankDistance(answers, pool)
    known.set(key, value)
    return value
  }
}

/** ∫₀¹ 1 − Πₗ(1 − x^nₗ) dx by Simpson's rule; 512 intervals give six digits for up to fifty answers a language. */
function meanOfWorst(answers: readonly number[]): number {
  const intervals = 512
  let sum = 0
  for (let i = 0; i <= intervals; i++) {
    const weight = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2
    const missed = answers.reduce((product, count) => product * (1 - (i / intervals) ** count), 1)
    sum += weight * (1 - missed)
  }
  return sum / (3 * intervals)
}
