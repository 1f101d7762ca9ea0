import { mean } from '../mean.ts'
import { chiSquaredSurvival } from './chi-squared.ts'
import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Judged, Measure } from './measure.ts'

const definition: Definition = {
  names: ['PEER'],
  cutoff: 'optional',
  description: 'Probability that relevant documents of different languages have equal expected ranks (Kruskal–Wallis).',
  direction: 'higher',
  range: [0, 1],
  source: 'Yang et al. 2024, SIGIR, arXiv:2405.00978',
  settings: ['multilingual'],
  needs: { languages: true },
}

/**
 * Probability of equal expected rank: the p-value of a Kruskal–Wallis test on the ranks of the relevant documents,
 * grouped by language. H = (N − 1) Σₗ nₗ (r̄ₗ − r̄)² ÷ Σ (r − r̄)², p = P(χ² with L − 1 degrees of freedom ≥ H).
 * High is fair. With a cutoff the relevant documents below it tie at the mean of the ranks that follow the results:
 * (2 · results + missed + 1) ÷ 2. It is 1 where fewer than two languages are relevant, and where nothing relevant is
 * among the results. All grades from 1 on are one level of relevance.
 *
 * With one relevant document a language, H is L − 1 for every ranking whatever: such queries are refused.
 *
 * @throws {RangeError} the cutoff is not a positive integer; `score`: several languages with one relevant document each
 * @see Yang et al. 2024, SIGIR, arXiv:2405.00978
 */
export function peer({ cutoff = defaults.cutoff }: { readonly cutoff?: number } = {}): Measure {
  const facts = defined('peer', definition, { cutoff })
  return {
    ...facts,
    // Where nothing relevant was found above the cutoff the test has nothing to tell apart, and nothing is known.
    bound: {
      side: 'at most',
      where: ({ ranks, retrieved }) => retrieved < cutoff && ranks[0] === Number.POSITIVE_INFINITY,
    },
    score(judged) {
      const groups = ranksByLanguage(judged, Math.min(cutoff, judged.retrieved))
      if (groups.length < 2) return 1
      if (groups.every(({ length }) => length === 1)) throw degenerate(facts.name, groups.length)
      const h = kruskalWallis(groups)
      return h === null ? 1 : chiSquaredSurvival(h, groups.length - 1)
    },
  }
}

export const peerFamily: Family = { ...definition, make: peer }

function ranksByLanguage({ ranks, languages }: Judged, results: number): number[][] {
  const missed = ranks.filter((rank) => rank > results).length
  const tied = (2 * results + missed + 1) / 2
  const groups = Map.groupBy(ranks.keys(), (i) => languages[i]!)
  return [...groups.values()].map((group) => group.map((i) => (ranks[i]! > results ? tied : ranks[i]!)))
}

/** H, corrected for ties by its denominator; null where all ranks tie. */
function kruskalWallis(groups: readonly (readonly number[])[]): number | null {
  const all = groups.flat()
  const centre = mean(all)
  const within = all.reduce((sum, rank) => sum + (rank - centre) ** 2, 0)
  if (within === 0) return null
  const between = groups.reduce((sum, group) => sum + group.length * (mean(group) - centre) ** 2, 0)
  return ((all.length - 1) * between) / within
}

function degenerate(name: string, languages: number): RangeError {
  return new RangeError(
    `${name}: some language must have more than one relevant document; got one in each of ${languages}, for which every ranking gives the same value. Measure RankDistance or MeanRank instead.`,
  )
}
