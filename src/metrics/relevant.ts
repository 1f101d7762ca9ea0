import type { Judged } from './measure.ts'

/** Ranks of the documents of grade `rel` or more, ascending; Infinity for one that was not retrieved. */
export function relevantRanks({ ranks, grades }: Judged, rel: number): readonly number[] {
  return rel === 1 ? ranks : ranks.filter((_, i) => grades[i]! >= rel)
}

/**
 * Ascending ranks where documents that a run left out stand one after the other behind its last result, which is the best
 * that can be true of them: a distance to them is a bound.
 */
export function earliestRanks({ ranks, retrieved }: Pick<Judged, 'ranks' | 'retrieved'>): readonly number[] {
  if (!lacksLast(ranks)) return ranks
  const returned = ranks.indexOf(Number.POSITIVE_INFINITY)
  return ranks.map((rank, i) => (i < returned ? rank : retrieved + 1 + i - returned))
}

/** Whether the last of ascending ranks is that of a document which was not returned. */
export function lacksLast(ranks: readonly number[]): boolean {
  return ranks.at(-1) === Number.POSITIVE_INFINITY
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
