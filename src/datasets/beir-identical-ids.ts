import type { Ranking, Run } from '../retrieval.ts'

/**
 * A run without the documents that have their query's own id, as BEIR scores collections whose queries are drawn from the
 * corpus: each query would find itself first. Nothing moves up to fill the place: retrieve one document more.
 *
 * For runs that are scored without a data set. One that `beir` loads with `ignoreIdenticalIds` has these documents in
 * `ignored`, and whatever is evaluated on it leaves them out by itself.
 */
export async function* withoutIdenticalIds(run: Run): AsyncGenerator<Ranking, void> {
  for await (const ranking of run) yield without(ranking)
}

function without(ranking: Ranking): Ranking {
  const { query, documents, scores } = ranking
  const at = documents.indexOf(query)
  if (at < 0) return ranking
  return { query, documents: documents.toSpliced(at, 1), scores: scores.filter((_, place) => place !== at) }
}
