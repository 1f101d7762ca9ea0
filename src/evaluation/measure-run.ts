import { groupedQueries, type QueryOfRun, type RunOptions } from '../formats/grouped-queries.ts'
import { interleavedQueries, queryLayout } from '../formats/interleaved-queries.ts'
import { readQrels } from '../formats/trec-qrels.ts'
import { wholeLines } from '../formats/whole-lines.ts'
import type { Judged, Measure } from '../metrics/measure.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Observer } from '../progress.ts'
import type { Qrels, Run } from '../retrieval.ts'
import { aggregateOf } from './aggregate.ts'
import { judgedInRun, judgedWithoutRun } from './judged-in-run.ts'
import { queriesOf } from './queries-of-run.ts'

export interface MeasureRunOptions extends RunOptions, Observer {
  /** A TREC run file, gzipped or not, or what a system returned. */
  readonly run: string | Run
  /** A TREC qrels file, or judgements. */
  readonly qrels: string | Qrels
  /** Notations (`'AP'`, `'nDCG@10'`) or measures. */
  readonly measures: readonly (string | Measure)[]
  /**
   * What becomes of judged queries that the run lacks: each has the measure's value for nothing found (0 for most), as
   * with trec_eval's `-c`; or they are left out, as without. @default 'count'
   */
  readonly missing?: 'count' | 'skip'
}

export interface MeasuredRun {
  /** Canonical name of each measure → its value over all queries: the mean, or what its `aggregate` says. */
  readonly overall: ReadonlyMap<string, number>
  /** Ids of the queries that count, in the order of the qrels. */
  readonly queries: readonly string[]
  /** Canonical name of each measure → its value for each of `queries`. */
  readonly perQuery: ReadonlyMap<string, Float64Array>
  /** Sentences about queries that are in one of the files alone, and about lines taken for comments. */
  readonly warnings: readonly string[]
}

/**
 * Measures what a system returned against judgements, with trec_eval's conventions: documents are ordered by score
 * descending, then by id descending by UTF-8 bytes; a query without a relevant document has the measure's value for
 * nothing found, and counts; queries that nobody judged are left out. A run file is read in one pass, one query at a
 * time, whatever its length; where its queries are interleaved, in three.
 *
 * @throws {RangeError} a measure that needs languages or vectors, which run files do not hold; no measure; no query in common
 * @throws {SyntaxError} `file:line: …`: a malformed line of either file, see {@link readRun} and {@link readQrels}
 */
export async function measureRun(options: MeasureRunOptions): Promise<MeasuredRun> {
  const measures = measuresOf(options.measures)
  const qrels = typeof options.qrels === 'string' ? await readQrels(options.qrels) : options.qrels
  const scoring = await scored({ ...options, qrels, measures })
  return summary({ ...scoring, qrels, measures, missing: options.missing ?? 'count' })
}

/** @throws {RangeError} a measure that cannot be computed from ranks and grades alone */
function measuresOf(wanted: MeasureRunOptions['measures']): readonly Measure[] {
  if (wanted.length === 0)
    throw new RangeError("measureRun: at least one measure is needed; got none. Name one, like 'AP'.")
  const byName = new Map<string, Measure>()
  for (const each of wanted) {
    const one = asMeasure(each)
    if (needsLanguages(one)) {
      throw new RangeError(
        `measureRun: measures must follow from ranks and grades alone; got ${one.name}, which needs languages or vectors that runs and qrels do not hold. Leave it out, or evaluate an encoder on a data set.`,
      )
    }
    byName.set(one.name, one)
  }
  return [...byName.values()]
}

/** Or vectors. A run may come from any setting, so that a measure which means something in some alone is refused too. */
function needsLanguages({ needs, minimumLanguages = 1, each, settings }: Measure): boolean {
  return Boolean(needs) || minimumLanguages > 1 || each === 'document language' || settings?.length === 1
}

interface Scoring {
  /** Query → value of each measure. */
  readonly values: Map<string, number[]>
  /** Queries of the run that nobody judged. */
  readonly notJudged: readonly string[]
  readonly comments: number
}

interface ScoringOptions extends Omit<MeasureRunOptions, 'qrels' | 'measures'> {
  readonly qrels: Qrels
  readonly measures: readonly Measure[]
}

async function scored(options: ScoringOptions): Promise<Scoring> {
  const { run, precision, signal } = options
  if (typeof run !== 'string') return (await scoreQueries(queriesOf(run, options), options))!
  const reading = { file: run, ...(precision && { precision }), ...(signal && { signal }) }
  let comments = 0
  const onComments = (lines: number): void => {
    comments = lines
  }
  const grouped = groupedQueries(wholeLines(run, reading), { ...reading, onComments })
  const atOnce = await scoreQueries(grouped, options)
  if (atOnce) return { ...atOnce, comments }
  const layout = await queryLayout(wholeLines(run, reading), run)
  const scoring = (await scoreQueries(interleavedQueries(layout, reading), options))!
  return { ...scoring, comments: layout.comments }
}

/** @returns null where the queries turn out to be interleaved */
async function scoreQueries(
  queries: AsyncIterable<QueryOfRun | 'interleaved'>,
  { qrels, measures, onProgress }: ScoringOptions,
): Promise<Scoring | null> {
  const values = new Map<string, number[]>()
  const notJudged: string[] = []
  for await (const each of queries) {
    if (each === 'interleaved') return null
    const grades = qrels.get(each.query)
    if (!grades) {
      notJudged.push(each.query)
      continue
    }
    const judged = judgedInRun(grades, each.results)
    values.set(
      each.query,
      measures.map((one) => queryValue(one, judged, each.query)),
    )
    onProgress?.({ stage: 'evaluate', done: values.size, total: qrels.size, unit: 'queries' })
  }
  return { values, notJudged, comments: 0 }
}

function queryValue(one: Measure, judged: Judged, query: string): number {
  const empty = judged.ranks.length === 0 || judged.retrieved === 0
  const value = empty && !one.scoresEmpty ? (one.missing ?? 0) : one.score(judged)
  if (Number.isFinite(value)) return value
  throw new RangeError(
    `measureRun: values must be finite; ${one.name} gave ${value} for query ${JSON.stringify(query)}. Mend the measure.`,
  )
}

interface Summary extends Scoring {
  readonly qrels: Qrels
  readonly measures: readonly Measure[]
  readonly missing: 'count' | 'skip'
}

function summary({ values, notJudged, comments, qrels, measures, missing }: Summary): MeasuredRun {
  if (values.size === 0) {
    throw new RangeError(
      `measureRun: run and qrels must have a query in common; got queries like ${some(notJudged)} in the run and ${some([...qrels.keys()])} in the qrels. Do the files belong together?`,
    )
  }
  const without = [...qrels.keys()].filter((query) => !values.has(query))
  const queries = missing === 'count' ? [...qrels.keys()] : [...qrels.keys()].filter((query) => values.has(query))
  const rows = queries.map((query) => values.get(query) ?? missingValues(measures, qrels.get(query)!, query))
  const perQuery = new Map(measures.map(({ name }, at) => [name, Float64Array.from(rows, (row) => row[at]!)]))
  return {
    overall: new Map(measures.map((one) => [one.name, aggregateOf(one).queries([...perQuery.get(one.name)!])])),
    queries,
    perQuery,
    warnings: warnings({ without, missing, notJudged, comments }),
  }
}

function missingValues(measures: readonly Measure[], grades: ReadonlyMap<string, number>, query: string): number[] {
  const judged = judgedWithoutRun(grades)
  return measures.map((one) => queryValue(one, judged, query))
}

interface Oddities {
  readonly without: readonly string[]
  readonly missing: 'count' | 'skip'
  readonly notJudged: readonly string[]
  readonly comments: number
}

function warnings({ without, missing, notJudged, comments }: Oddities): string[] {
  const treated = missing === 'count' ? 'counted as if nothing had been found' : 'left out'
  return [
    ...(without.length > 0
      ? [`The run lacks ${count(without.length, 'judged query', 'judged queries')}, ${treated}: ${some(without)}.`]
      : []),
    ...(notJudged.length > 0
      ? [`Nobody judged ${count(notJudged.length, 'query', 'queries')} of the run, left out: ${some(notJudged)}.`]
      : []),
    ...(comments > 0
      ? [
          `${count(comments, 'line', 'lines')} of the run beginning with # ${comments === 1 ? 'was' : 'were'} taken for ${comments === 1 ? 'a comment' : 'comments'}.`,
        ]
      : []),
  ]
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

/** The first few. */
function some(ids: readonly string[]): string {
  const first = ids.slice(0, 5).map((id) => JSON.stringify(id))
  return [...first, ...(ids.length > first.length ? ['…'] : [])].join(', ')
}
