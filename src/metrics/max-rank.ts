import type { Measure } from './measure.ts'
import { earliestRanks, lacksLast } from './relevant.ts'

/**
 * Max@R: the rank of the worst relevant document in one pool of all languages, which is how far someone must read who
 * wants every language's answer. Equal to rank distance plus the best rank where each language has one answer. At least the
 * value where a run left relevant documents out.
 *
 * @see Hong et al. 2026, arXiv:2604.05684
 */
export function maxRank(): Measure {
  return {
    name: 'MaxRank',
    description: 'Rank of the worst-ranked relevant document, in one pool of all languages (Max@R).',
    direction: 'lower',
    range: [1, Number.POSITIVE_INFINITY],
    source: 'Hong et al. 2026, arXiv:2604.05684 (Max@R)',
    settings: ['multilingual'],
    bound: { side: 'at least', where: ({ ranks }) => lacksLast(ranks) },
    score: (judged) => earliestRanks(judged).at(-1)!,
  }
}
