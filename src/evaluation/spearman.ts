import { mean } from '../mean.ts'

/**
 * Spearman's rank correlation of two lists of scores for the same things: Pearson's correlation of their ranks, where
 * equal scores share the mean of their ranks. −1 … 1.
 *
 * Where a list makes no difference between the things there is nothing to correlate: 1 if neither makes one (a single
 * thing, for example), 0 if only one does.
 */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [centredRanks(a), centredRanks(b)]
  const [xx, yy] = [dot(x, x), dot(y, y)]
  if (xx === 0 || yy === 0) return xx === yy ? 1 : 0
  return dot(x, y) / Math.sqrt(xx * yy)
}

function centredRanks(scores: readonly number[]): number[] {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!)
  const ranks = new Array<number>(scores.length).fill(0)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2
    from = to
  }
  const centre = mean(ranks)
  return ranks.map((rank) => rank - centre)
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
