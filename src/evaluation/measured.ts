import { sha256 } from '../hash.ts'
import { mean } from '../mean.ts'
import type { Measure } from '../metrics/measure.ts'
import { randomRankDistances, rankDistance, rankDistanceFloor } from '../metrics/rank-distance.ts'
import { breather } from '../progress.ts'
import { settings } from '../retrieval.ts'
import type { AskedRanks } from '../search/ranks.ts'
import type { Answers } from './answers.ts'
import type { EvaluatedDataset, Evaluation, Score } from './evaluation.ts'
import { isBound } from './query-value.ts'
import { answeredLanguages, score } from './score.ts'
import { type Search, type SearchedDataset, searchesOf } from './searches.ts'

export interface MeasuredOptions extends Omit<SearchedDataset, 'settings'> {
  readonly measures: readonly Measure[]
  readonly kernel: Evaluation['kernel']
  readonly refused?: Evaluation['refused']
  readonly signal?: AbortSignal | undefined
}

/**
 * Every measure in every setting, wherever the ranks came from.
 *
 * @throws {RangeError} a measure that gives a value which is not finite
 */
export async function measured({
  measures,
  kernel,
  refused = [],
  signal,
  ...searched
}: MeasuredOptions): Promise<Evaluation> {
  const { dataset, answers, ranks } = searched
  const wanted = new Set(measures.flatMap((measure) => measure.settings ?? settings))
  const searches = searchesOf({ ...searched, settings: wanted })
  const scores: Score[] = []
  const breathe = breather(signal)
  for (const measure of measures) {
    for (const setting of measure.settings ?? settings) {
      const found = score(measure, setting, { dataset, searches: searches[setting] })
      if (found) scores.push(found)
      await breathe()
    }
  }
  const distances = rankDistances(searches.multilingual, dataset)
  return { dataset, scores, ...distances, kernel, refused, digest: digest(answers, ranks) }
}

/** Rank distance is kept whatever is measured: the report shows how it spreads over the queries. */
function rankDistances(
  searches: readonly Search[],
  { queries }: EvaluatedDataset,
): Pick<Evaluation, 'rankDistances' | 'rankDistanceBounds'> {
  const parallel = searches.filter(({ judged }) => answeredLanguages(judged) >= 2)
  const distances = new Float64Array(queries.length).fill(Number.NaN)
  const distance = rankDistance()
  for (const { query, judged } of parallel) {
    if (!isBound(distance, judged)) distances[query] = distance.score(judged)
  }
  // Those that a run tells are the short ones: how they spread would say too much.
  const known = parallel.length > 0 && parallel.every(({ query }) => !Number.isNaN(distances[query]))
  if (!known) return { rankDistances: distances, rankDistanceBounds: null }
  const floor = mean(parallel.map(({ judged }) => rankDistanceFloor(answeredLanguages(judged))))
  const expected = randomRankDistances()
  const random = mean(parallel.map(({ judged }) => expected(answersByLanguage(judged.languages), judged.pool)))
  return { rankDistances: distances, rankDistanceBounds: { floor, random } }
}

function answersByLanguage(languages: readonly string[]): number[] {
  return [...Map.groupBy(languages, (language) => language).values()].map((group) => group.length)
}

/** The relevant documents' ranks as text, a line a query. */
function digest(answers: readonly Answers[], ranks: readonly AskedRanks[]): string {
  const lines = ranks.map(({ pool, language }, query) => {
    const { length } = answers[query]!.relevant
    return `${pool.slice(0, length)} ${language.slice(0, length)}`
  })
  return sha256(lines.join('\n'))
}
