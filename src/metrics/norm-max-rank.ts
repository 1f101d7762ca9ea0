import { maxRank } from './max-rank.ts'
import type { Measure } from './measure.ts'
import { lacksLast } from './relevant.ts'

/**
 * Max@R on a logarithmic scale from 0, a relevant document is the very last, to 100, all are before everything else:
 * 100 · (log₂ N − log₂ Max@R) ÷ (log₂ N − log₂ R) for R relevant documents among N. 100 where the whole pool is relevant.
 * At most the value where a run left relevant documents out.
 *
 * @see Hong et al. 2026, arXiv:2604.05684
 */
export function normMaxRank(): Measure {
  const { score: worst, ...facts } = maxRank()
  return {
    ...facts,
    name: 'NormMaxRank',
    description: 'Rank of the worst-ranked relevant document on a logarithmic scale, 100 for the best possible.',
    direction: 'higher',
    range: [0, 100],
    source: 'Hong et al. 2026, arXiv:2604.05684 (normalised Max@R)',
    needs: { pool: true },
    bound: { side: 'at most', where: ({ ranks }) => lacksLast(ranks) },
    score(judged) {
      const { pool, ranks } = judged
      return pool === ranks.length ? 100 : (100 * Math.log2(pool / worst(judged))) / Math.log2(pool / ranks.length)
    },
  }
}
