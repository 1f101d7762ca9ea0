import type { Kernel } from '../backends/kernel/kernel.ts'
import type { Dataset } from '../datasets/dataset.ts'
import { sha256 } from '../hash.ts'
import type { UnitRows } from '../matrix.ts'
import { mean } from '../mean.ts'
import type { Measure } from '../metrics/measure.ts'
import { randomRankDistance, rankDistance, rankDistanceFloor } from '../metrics/rank-distance.ts'
import { breather, type Observer } from '../progress.ts'
import { settings } from '../retrieval.ts'
import { type AskedRanks, exactRanks } from '../search/ranks.ts'
import { type Answers, answersOf } from './answers.ts'
import type { Evaluation, Score } from './evaluation.ts'
import { gather } from './gathered.ts'
import { combinedNeeds } from './needs.ts'
import { answeredLanguages, score } from './score.ts'
import { type Search, searchesOf } from './searches.ts'

export interface EvaluateOptions extends Observer {
  readonly dataset: Dataset
  /** Row i for `dataset.queries[i]`. */
  readonly queries: UnitRows
  /** Row i for `dataset.documents[i]`. */
  readonly documents: UnitRows
  /** At least one, of different names. */
  readonly measures: readonly Measure[]
  /** What multiplies. The scores are the same with either. @default 'simd' where it runs */
  readonly kernel?: Kernel['name']
}

/**
 * Ranks every judged document exactly in its own language's pool and in the pool of all languages, and measures each
 * setting. A setting, or a measure in a setting, that no query can be scored in is left out of the result.
 *
 * @throws {RangeError} no measure or the same twice, vectors that do not fit the data set, a data set in which nothing is relevant, or a measure that gives a value which is not finite
 */
export async function evaluate({ dataset, measures, ...search }: EvaluateOptions): Promise<Evaluation> {
  checkMeasures(measures)
  const needs = combinedNeeds(measures)
  const answers = answersOf(dataset)
  if (answers.every(({ relevant }) => relevant.length === 0)) {
    throw new RangeError(
      `evaluate: some query of the data set "${dataset.name}" must have a relevant document; got none.`,
    )
  }
  const asked = answers.map(({ relevant, notRelevant }) =>
    [...relevant, ...notRelevant].map(({ document }) => document),
  )
  const top = Math.max(needs.languages, ...needs.agreement)
  const found = await exactRanks({ ...search, pool: dataset.documents, asked, top })
  const { ranks, kernel } = found
  const gathered = await gather({ ...search, dataset, answers, ranks, top: found.top }, needs)
  const wanted = new Set(measures.flatMap((measure) => measure.settings ?? settings))
  const searches = searchesOf({ dataset, answers, ranks, gathered, settings: wanted })
  const scores: Score[] = []
  const breathe = breather(search.signal)
  for (const measure of measures) {
    for (const setting of measure.settings ?? settings) {
      const found = score(measure, setting, { dataset, searches: searches[setting] })
      if (found) scores.push(found)
      await breathe()
    }
  }
  return { dataset, scores, ...rankDistances(searches.multilingual, dataset), kernel, digest: digest(answers, ranks) }
}

function checkMeasures(measures: readonly Measure[]): void {
  const names = measures.map(({ name }) => name)
  if (names.length === 0 || new Set(names).size < names.length) {
    throw new RangeError(`evaluate: measures must be one or more of different names; got [${names.join(', ')}].`)
  }
}

/** Rank distance is kept whatever is measured: the report shows how it spreads over the queries. */
function rankDistances(
  searches: readonly Search[],
  { queries }: Dataset,
): Pick<Evaluation, 'rankDistances' | 'rankDistanceBounds'> {
  const parallel = searches.filter(({ judged }) => answeredLanguages(judged) >= 2)
  const distances = new Float64Array(queries.length).fill(Number.NaN)
  const { score: distance } = rankDistance()
  for (const { query, judged } of parallel) distances[query] = distance(judged)
  if (parallel.length === 0) return { rankDistances: distances, rankDistanceBounds: null }
  const floor = mean(parallel.map(({ judged }) => rankDistanceFloor(answeredLanguages(judged))))
  const random = mean(
    parallel.map(({ judged }) => randomRankDistance(answersByLanguage(judged.languages), judged.pool)),
  )
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
