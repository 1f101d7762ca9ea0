import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { Measure } from '../metrics/measure.ts'
import type { Observer } from '../progress.ts'
import type { Language, Ranking, Run } from '../retrieval.ts'
import { type DocumentPool, languageAt } from '../search/document-pool.ts'
import type { AskedRanks } from '../search/ranks.ts'
import type { Answers } from './answers.ts'
import { poolOf } from './dataset-pool.ts'
import { verifiedAnswers, verifyMeasures } from './evaluate-pool.ts'
import type { Evaluation } from './evaluation.ts'
import { measured } from './measured.ts'
import { combinedNeeds } from './needs.ts'
import { type FirstResults, retrievedOf } from './retrieved.ts'
import { runWarnings } from './run-warnings.ts'

export interface EvaluateRunOptions extends Observer {
  readonly dataset: Dataset | StreamedDataset
  /** Searches of one pool of all languages, verified and in order as `rankings` gives them. */
  readonly run: Run
  /** At least one, of different names. */
  readonly measures: readonly Measure[]
  /** How many of each query's first results are kept in the evaluation, to be read. @default 0: nothing is */
  readonly keep?: number
}

export interface EvaluatedRun {
  readonly evaluation: Evaluation
  /** Sentences about queries that are on one side alone, and about measures that can only be bounded. */
  readonly warnings: readonly string[]
}

/**
 * Measures what some system returned, in every setting. In the pool of one language its documents keep the order that they
 * have among all languages. A document that was not returned is not found by any measure; measures of how far down it stands
 * are then bounds, and say so. A query without results found nothing, and counts. Documents that a query
 * ignores are taken out of its results.
 *
 * @throws {RangeError} a document that the data set does not hold, no query in common, a measure that needs vectors, or as `evaluate`
 */
export async function evaluateRun({
  dataset,
  run,
  measures,
  keep = 0,
  signal,
}: EvaluateRunOptions): Promise<EvaluatedRun> {
  verifyMeasures(measures)
  const { languages: depth } = ranksAlone(measures)
  const pool = await poolOf(dataset, signal ? { signal } : {})
  const answers = verifiedAnswers(dataset, pool)
  const placer = placing(dataset, pool)
  const places = new Map<number, Places>()
  const queries = new Map(dataset.queries.map(({ id }, query) => [id, query]))
  const unknown: string[] = []
  for await (const ranking of run) {
    const query = queries.get(ranking.query)
    if (query === undefined) unknown.push(ranking.query)
    else places.set(query, placer(ranking, { judged: answers[query]!, depth, keep }))
  }
  if (places.size === 0)
    throw new RangeError(`evaluateRun: run and data set must have a query in common; ${example()}.`)
  const ranks = answers.map((judged, query) => places.get(query)?.ranks ?? nowhere(judged))
  const evaluation = await measured({
    dataset,
    pool,
    answers,
    ranks,
    gathered: {
      depth,
      of: (query) => (depth > 0 ? { top: places.get(query)?.top ?? [] } : {}),
      retrieved: (query, language) => places.get(query)?.retrieved.get(language) ?? 0,
    },
    measures,
    kernel: 'none',
    signal,
  })
  const isJudged = answers.map(({ relevant, notRelevant }) => relevant.length + notRelevant.length > 0)
  const idsOf = (wanted: (query: number) => boolean): string[] =>
    dataset.queries.filter((_, query) => wanted(query)).map(({ id }) => id)
  const warnings = runWarnings({
    without: idsOf((query) => isJudged[query]! && !places.has(query)),
    missing: 'count',
    notJudged: [...unknown, ...idsOf((query) => !isJudged[query] && places.has(query))],
    comments: 0,
    bounded: evaluation.scores.flatMap(({ measure, bound }) => (bound ? [measure.name] : [])),
  })
  if (keep === 0) return { evaluation, warnings }
  const top = answers.map((_, query) => places.get(query)?.first ?? { rows: [], scores: [] })
  const retrieved = await retrievedOf({ dataset, answers, ranks, top, depth: keep, signal })
  return { evaluation: { ...evaluation, retrieved }, warnings }

  function example(): string {
    return `the run's first is ${JSON.stringify(unknown[0])}, the data set's ${JSON.stringify(dataset.queries[0]?.id)}`
  }
}

/** @throws {RangeError} a measure that needs more than ranks and languages */
function ranksAlone(measures: readonly Measure[]): ReturnType<typeof combinedNeeds> {
  const vectors = measures.find(({ needs }) => needs?.cosines || needs?.agreement)
  if (vectors) {
    throw new RangeError(
      `evaluateRun: measures must be of ranks, which is all that a run holds; got ${vectors.name}, which needs vectors.`,
    )
  }
  return combinedNeeds(measures)
}

/** What is known of one query's results. */
interface Places {
  readonly ranks: AskedRanks
  /** Languages of the first results. */
  readonly top: readonly Language[]
  /** As many of the first results as are kept. */
  readonly first: FirstResults
  /** Number of results: of each language, and under null of all. */
  readonly retrieved: ReadonlyMap<Language | null, number>
}

function placing({ name }: Pick<Dataset, 'name'>, pool: DocumentPool) {
  return (
    ranking: Ranking,
    { judged, depth, keep }: { readonly judged: Answers; readonly depth: number; readonly keep: number },
  ): Places => {
    const found = new Map<number, { readonly pool: number; readonly language: number }>()
    const retrieved = new Map<Language | null, number>([[null, 0]])
    const top: Language[] = []
    const first = { rows: [] as number[], scores: [] as number[] }
    const ignored = new Set(judged.ignored.map(({ document }) => document))
    for (const [at, id] of ranking.documents.entries()) {
      const row = pool.rowOf(id)
      if (row < 0) {
        throw new RangeError(
          `evaluateRun: a run must rank documents of the data set "${name}"; got ${JSON.stringify(id)} for query ${JSON.stringify(ranking.query)}. Score it against what it searched.`,
        )
      }
      if (ignored.has(row)) continue
      const language = languageAt(pool, row)
      const inPool = retrieved.get(null)! + 1
      const inLanguage = (retrieved.get(language) ?? 0) + 1
      retrieved.set(null, inPool).set(language, inLanguage)
      found.set(row, { pool: inPool, language: inLanguage })
      if (top.length < depth) top.push(language)
      if (first.rows.length < keep) {
        first.rows.push(row)
        first.scores.push(ranking.scores[at]!)
      }
    }
    const asked = [...judged.relevant, ...judged.notRelevant].map(({ document }) => found.get(document))
    return {
      ranks: {
        pool: asked.map((place) => place?.pool ?? Number.POSITIVE_INFINITY),
        language: asked.map((place) => place?.language ?? Number.POSITIVE_INFINITY),
        scores: [],
      },
      top,
      first,
      retrieved,
    }
  }
}

function nowhere({ relevant, notRelevant }: Answers): AskedRanks {
  const ranks = new Array<number>(relevant.length + notRelevant.length).fill(Number.POSITIVE_INFINITY)
  return { pool: ranks, language: ranks, scores: [] }
}
