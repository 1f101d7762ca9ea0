import type { Ignored } from '../datasets/dataset.ts'
import { groupedQueries, type QueryOfRun, type RunOptions } from '../formats/grouped-queries.ts'
import { interleavedQueries, queryLayout } from '../formats/interleaved-queries.ts'
import { readQrels } from '../formats/trec-qrels.ts'
import { wholeLines } from '../formats/whole-lines.ts'
import type { Judged, Measure, Side } from '../metrics/measure.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Observer } from '../progress.ts'
import type { Qrels, Run } from '../retrieval.ts'
import { aggregateOf, farthest, sideOf } from './aggregate.ts'
import { judgedInRun, judgedWithoutRun } from './judged-in-run.ts'
import { needsMoreThanRanks } from './needs.ts'
import { queriesOf } from './queries-of-run.ts'
import { isBound, isTold, queryValue } from './query-value.ts'
import { runWarnings, someOf } from './run-warnings.ts'

export interface MeasureRunOptions extends RunOptions, Observer {
  /** A TREC run file, gzipped or not, or what a system returned. */
  readonly run: string | Run
  /** A TREC qrels file, or judgements. */
  readonly qrels: string | Qrels
  /** Notations (`'AP'`, `'nDCG@10'`) or measures. */
  readonly measures: readonly (string | Measure)[]
  /** Query id → ids of documents that are taken out of its results, and of what is judged of it, as a data set has them. */
  readonly ignored?: Ignored
  /**
   * What becomes of judged queries that the run lacks: each has the measure's value for nothing found (0 for most), as
   * with trec_eval's `-c`; or they are left out, as without. @default 'count'
   */
  readonly missing?: 'count' | 'skip'
}

/** Which values of a measure are only bounds. */
export interface MeasuredBounds {
  /** The truth is at least, or at most, such a value. */
  readonly side: Side
  readonly overall: boolean
  /** One for each of `queries`. */
  readonly queries: readonly boolean[]
}

export interface MeasuredRun {
  /** Canonical name of each measure → its value over all queries: the mean, or what its `aggregate` says; NaN where it says nothing of any. */
  readonly overall: ReadonlyMap<string, number>
  /** Ids of the queries that count, in the order of the qrels. */
  readonly queries: readonly string[]
  /** Canonical name of each measure → its value for each of `queries`; NaN where it says nothing of a query. */
  readonly perQuery: ReadonlyMap<string, Float64Array>
  /** Canonical names of measures some of whose values depend on documents that were not returned. Absent without any. */
  readonly bounds?: ReadonlyMap<string, MeasuredBounds>
  /** Sentences about queries that are in one of the files alone, lines taken for comments, and values that are bounds. */
  readonly warnings: readonly string[]
}

/**
 * Measures what a system returned against judgements, with trec_eval's conventions: documents are ordered by score
 * descending, then by id descending by UTF-8 bytes; a query without a relevant document has the measure's value for
 * nothing found, and counts; queries that nobody judged are left out. A run file is read in one pass, one query at a
 * time, whatever its length; where its queries are interleaved, in three.
 *
 * @throws {RangeError} a measure that needs languages, vectors or the size of the pool, which run files do not hold; no measure; no query in common
 * @throws {SyntaxError} `file:line: …`: a malformed line of either file, see {@link readRun} and {@link readQrels}
 */
export async function measureRun(options: MeasureRunOptions): Promise<MeasuredRun> {
  const measures = measuresOf(options.measures)
  const judgements = typeof options.qrels === 'string' ? await readQrels(options.qrels) : options.qrels
  const qrels = options.ignored ? withoutIgnored(judgements, options.ignored) : judgements
  const scoring = await scored({ ...options, qrels, measures })
  return summary({ ...scoring, qrels, measures, missing: options.missing ?? 'count' })
}

/** What is judged of what is not ignored. */
function withoutIgnored(qrels: Qrels, ignored: Ignored): Qrels {
  return new Map(
    Array.from(qrels, ([query, grades]) => [
      query,
      new Map([...grades].filter(([document]) => !ignored.get(query)?.has(document))),
    ]),
  )
}

/** @throws {RangeError} a measure that cannot be computed from ranks and grades alone */
function measuresOf(wanted: MeasureRunOptions['measures']): readonly Measure[] {
  if (wanted.length === 0)
    throw new RangeError("measureRun: at least one measure is needed; got none. Name one, like 'AP'.")
  const byName = new Map<string, Measure>()
  for (const each of wanted) {
    const one = asMeasure(each)
    if (needsMoreThanRanks(one)) {
      throw new RangeError(
        `measureRun: measures must follow from ranks and grades alone; got ${one.name}, which needs languages or vectors or the size of the pool, which runs and qrels do not hold. Leave it out, or evaluate an encoder on a data set.`,
      )
    }
    byName.set(one.name, one)
  }
  return [...byName.values()]
}

/** What one measure says of one query. */
interface Told {
  /** NaN where it says nothing. */
  readonly value: number
  readonly isBound: boolean
}

interface Scoring {
  /** Query → what each measure says. */
  readonly values: Map<string, Told[]>
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
  { qrels, ignored, measures, onProgress }: ScoringOptions,
): Promise<Scoring | null> {
  const values = new Map<string, Told[]>()
  const notJudged: string[] = []
  for await (const each of queries) {
    if (each === 'interleaved') return null
    const grades = qrels.get(each.query)
    if (!grades) {
      notJudged.push(each.query)
      continue
    }
    const judged = judgedInRun(grades, each.results, ignored?.get(each.query))
    values.set(
      each.query,
      measures.map((one) => toldBy(one, judged, each.query)),
    )
    onProgress?.({ stage: 'evaluate', done: values.size, total: qrels.size, unit: 'queries' })
  }
  return { values, notJudged, comments: 0 }
}

function toldBy(one: Measure, judged: Judged, query: string): Told {
  if (!isTold(one, judged)) return { value: Number.NaN, isBound: false }
  return { value: queryValue(one, judged, { caller: 'measureRun', query }), isBound: isBound(one, judged) }
}

interface Summary extends Scoring {
  readonly qrels: Qrels
  readonly measures: readonly Measure[]
  readonly missing: 'count' | 'skip'
}

function summary({ values, notJudged, comments, qrels, measures, missing }: Summary): MeasuredRun {
  if (values.size === 0) {
    throw new RangeError(
      `measureRun: run and qrels must have a query in common; got queries like ${someOf(notJudged)} in the run and ${someOf([...qrels.keys()])} in the qrels. Do the files belong together?`,
    )
  }
  const without = [...qrels.keys()].filter((query) => !values.has(query))
  const queries = missing === 'count' ? [...qrels.keys()] : [...qrels.keys()].filter((query) => values.has(query))
  const rows = queries.map((query) => values.get(query) ?? toldWithoutRun(measures, qrels.get(query)!, query))
  const columns = measures.map((one, at) => ({ one, told: rows.map((row) => row[at]!) }))
  const bounds = new Map(columns.flatMap(({ one, told }) => boundsOf(one, told)))
  const bounded = [...bounds].flatMap(([name, of]) => (of.overall ? [name] : []))
  return {
    overall: new Map(columns.map(({ one, told }) => [one.name, overall(one, told)])),
    queries,
    perQuery: new Map(columns.map(({ one, told }) => [one.name, Float64Array.from(told, ({ value }) => value)])),
    ...(bounds.size > 0 && { bounds }),
    warnings: runWarnings({ without, missing, notJudged, comments, bounded }),
  }
}

/** Over the queries of which it says something. */
function overall(one: Measure, told: readonly Told[]): number {
  const values = told.flatMap(({ value }) => (Number.isNaN(value) ? [] : value))
  return aggregateOf(one).queries(values)
}

/** One entry, or none where every value is known. */
function boundsOf(one: Measure, told: readonly Told[]): [string, MeasuredBounds][] {
  const queries = told.map(({ isBound }) => isBound)
  if (!queries.includes(true)) return []
  const far = told.map((each) => (each.isBound ? { ...each, value: farthest(one) } : each))
  return [[one.name, { side: sideOf(one), overall: overall(one, far) !== overall(one, told), queries }]]
}

function toldWithoutRun(measures: readonly Measure[], grades: ReadonlyMap<string, number>, query: string): Told[] {
  const judged = judgedWithoutRun(grades)
  return measures.map((one) => toldBy(one, judged, query))
}
