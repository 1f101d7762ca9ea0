import type { Query } from '../retrieval.ts'

/** What two systems scored on the same queries, in a form whose mean is the difference of their scores. */
export interface PairedValues {
  /** One row a seed, one value a query. */
  readonly first: readonly Float64Array[]
  readonly second: readonly Float64Array[]
  /** The concept of each query: translations of one question are not independent. */
  readonly concepts: readonly string[]
}

/**
 * The values on the queries that have one in every seed of both systems. Those with nothing relevant in the setting have
 * none in either.
 *
 * A score is a mean over languages of means over queries. Each value is therefore multiplied by what its query weighs in
 * it, so that a plain mean of the values is that score: by 1 where all languages have as many queries.
 *
 * @param first   one row a seed, one value a query, NaN where there is none
 * @param queries those of the rows, in the same order
 */
export function pairedValues(
  first: readonly ArrayLike<number>[],
  second: readonly ArrayLike<number>[],
  queries: readonly Pick<Query, 'language' | 'concept'>[],
): PairedValues {
  const rows = [...first, ...second]
  const kept = [...queries.keys()].filter((i) => rows.every((values) => Number.isFinite(values[i])))
  const asked = kept.map((i) => queries[i] as Query)
  const weights = weightsOf(asked)
  const weighted = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(kept, (i, at) => (values[i] as number) * (weights[at] as number))
  return { first: first.map(weighted), second: second.map(weighted), concepts: asked.map(({ concept }) => concept) }
}

/** A query of a language with few of them weighs more. The weights' mean is 1. */
function weightsOf(queries: readonly Pick<Query, 'language'>[]): number[] {
  const counts = new Map<string, number>()
  for (const { language } of queries) counts.set(language, (counts.get(language) ?? 0) + 1)
  return queries.map(({ language }) => queries.length / (counts.size * (counts.get(language) as number)))
}
