import type { Judged } from './measure.ts'

/** Ranks of the documents of grade `rel` or more, ascending; Infinity for one that was not retrieved. */
export function relevantRanks({ ranks, grades }: Judged, rel: number): readonly number[] {
  return rel === 1 ? ranks : ranks.filter((_, i) => grades[i]! >= rel)
}

/**
 * The ranks where documents that a run left out stand right behind its last result, which is the best that can be true of
 * them: a distance between such ranks is a lower bound.
 */
export function earliestRanks({ ranks, retrieved }: Judged): readonly number[] {
  return ranks.at(-1) === Number.POSITIVE_INFINITY ? ranks.map((rank) => Math.min(rank, retrieved + 1)) : ranks
}

/** How many of the ranks, which ascend, lie within the cutoff. A document that was not retrieved lies within none. */
export function countWithin(ranks: readonly number[], cutoff: number): number {
  const beyond = ranks.findIndex((rank) => rank > cutoff || rank === Number.POSITIVE_INFINITY)
  return beyond === -1 ? ranks.length : beyond
}

/** count ÷ total; 0 where there is nothing to share, as trec_eval has it. */
export function shareOf(count: number, total: number): number {
  return total === 0 ? 0 : count / total
}
