import type { Judged } from './measure.ts'

/** Ranks of the documents of grade `rel` or more, ascending; Infinity for one that was not retrieved. */
export function relevantRanks({ ranks, grades }: Judged, rel: number): readonly number[] {
  return rel === 1 ? ranks : ranks.filter((_, i) => grades[i]! >= rel)
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
