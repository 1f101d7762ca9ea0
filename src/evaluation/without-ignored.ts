import type { AskedRanks, ExactRanks } from '../search/ranks.ts'
import type { Answers, KnownDocument } from './answers.ts'

/** Where documents stand, and what came first. */
type FoundInPool = Pick<ExactRanks, 'ranks' | 'top' | 'topScores'>

/** The rows whose ranks must be asked for: relevant, judged not relevant, ignored, in this order. */
export function askedRows({ relevant, notRelevant, ignored }: Answers): readonly number[] {
  return [...relevant, ...notRelevant, ...ignored].map(({ document }) => document)
}

/** How many more of the first results are needed so that enough are left of each query's. */
export function mostIgnored(answers: readonly Answers[]): number {
  return answers.reduce((most, { ignored }) => Math.max(most, ignored.length), 0)
}

/**
 * What was found in a pool from which each query's ignored documents are taken out. Their own ranks and cosines stay, last
 * in each query's lists.
 *
 * @param depth how many of the first results are kept
 */
export function withoutIgnored(
  { ranks, top, topScores }: FoundInPool,
  answers: readonly Answers[],
  depth: number,
): FoundInPool {
  if (mostIgnored(answers) === 0) return { ranks, top, topScores }
  const kept = (query: number, row: number): boolean =>
    answers[query]!.ignored.every(({ document }) => document !== row)
  return {
    ranks: ranks.map((own, query) => ranksWithout(own, answers[query]!)),
    top: top.map((rows, query) => rows.filter((row) => kept(query, row)).subarray(0, depth)),
    topScores: topScores.map((scores, query) =>
      scores.filter((_, at) => kept(query, top[query]![at]!)).subarray(0, depth),
    ),
  }
}

function ranksWithout(ranks: AskedRanks, { relevant, notRelevant, ignored }: Answers): AskedRanks {
  if (ignored.length === 0) return ranks
  const known: readonly KnownDocument[] = [...relevant, ...notRelevant, ...ignored]
  const judged = relevant.length + notRelevant.length
  const above = (own: readonly number[], at: number, counts: (other: KnownDocument) => boolean): number =>
    ignored.filter((other, i) => own[judged + i]! < own[at]! && counts(other)).length
  const { pool, language, scores } = ranks
  return {
    pool: pool.map((rank, at) => (at < judged ? rank - above(pool, at, () => true) : rank)),
    language: language.map((rank, at) =>
      at < judged ? rank - above(language, at, (other) => other.language === known[at]!.language) : rank,
    ),
    scores,
  }
}
