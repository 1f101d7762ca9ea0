import { quantise, type Scale, scaleOf } from '../../gate/quantisation.ts'
import { columnOf, type QueryScores, queriesHash, rowsOf } from '../../gate/query-scores.ts'
import { meanOfRows } from '../../mean.ts'
import { type Numbers, pack } from './pack.ts'
import type { QueryResults, QueryValues, RetrievedResults } from './query-results.ts'
import { rankCode } from './rank-code.ts'
import { residuals, zigzag } from './residuals.ts'
import type { Texts } from './text-block.ts'

/** Per-query results of one run, and what the baseline keeps of them. */
export interface QueriesOfRun {
  readonly results: QueryResults
  readonly baseline: QueryScores | null
}

/** Values of a measure in a setting that the page can show, sort by and compare. */
export interface ValueColumn {
  readonly measure: string
  readonly setting: QueryValues['setting']
  readonly direction: QueryValues['direction']
  readonly scale: Scale
  /** One a query; NaN where there is none. */
  readonly values: Float64Array
  /** Null where the baseline keeps none. */
  readonly baseline: Float64Array | null
  readonly bound: QueryValues['bound'] | null
  readonly bounded: readonly number[]
}

/** The leading measure in each setting, and rank distance. */
export function valueColumns({ results, baseline }: QueriesOfRun): ValueColumn[] {
  const { scores, queries } = results
  const leading = scores.find(({ measure }) => measure === 'AP')?.measure ?? scores[0]?.measure
  const kept = baseline?.queries === queriesHash(queries) ? baseline : null
  return scores
    .filter(({ measure }) => measure === leading || measure === 'RankDistance')
    .map(({ measure, setting, direction, values, bound = null, bounded = [] }) => {
      const own = Float64Array.from(values, (value) => value ?? Number.NaN)
      const column = kept && columnOf(kept.columns, measure, setting)
      const before = column ? meanOfRows(rowsOf(column)) : null
      const most = own.reduce((largest, value) => (value > largest ? value : largest), 0)
      const scale = scaleOf(most <= 1 ? [0, 1] : [0, Number.POSITIVE_INFINITY], before ? [own, before] : [own])
      return { measure, setting, direction, scale, values: own, baseline: before, bound, bounded }
    })
}

export interface CaseBlockOptions {
  readonly results: QueryResults
  readonly columns: readonly ValueColumn[]
  readonly texts: Texts
  /** Places of the queries that are shown. */
  readonly chosen: readonly number[]
}

/** Everything the page knows of one case, packed. */
export function caseBlock({ results, columns, texts, chosen }: CaseBlockOptions): string {
  const places = new Map(chosen.map((query, at) => [query, at]))
  const header = {
    seed: results.retrieved?.seed ?? null,
    seeds: results.seeds.length,
    depth: results.retrieved?.depth ?? 0,
    columns: columns.map(({ measure, setting, direction, scale, baseline, bound, bounded }) => ({
      measure,
      setting,
      direction,
      scale: { low: scale.low, step: scale.step },
      baseline: baseline !== null,
      bound: bound ?? null,
      bounded: bounded.flatMap((query) => places.get(query) ?? []),
    })),
  }
  const lists: Record<string, Numbers> = {}
  columns.forEach(({ values, baseline, scale }, i) => {
    const codes = picked(quantise(values, scale), chosen)
    lists[`values ${i}`] = codes
    if (!baseline) return
    // Most queries score what they did.
    const before = picked(quantise(baseline, scale), chosen)
    lists[`baseline ${i}`] = Uint32Array.from(before, (code, at) => zigzag(code - codes[at]!))
  })
  const { retrieved } = results
  if (!retrieved) return pack({ ...header, score: null }, lists)
  const ranks = rankLists(retrieved, texts, chosen)
  const { scale, ...top } = topLists(retrieved, texts, chosen)
  return pack({ ...header, score: { low: scale.low, step: scale.step } }, { ...lists, ...ranks, ...top })
}

function picked(codes: Uint16Array, chosen: readonly number[]): Uint16Array {
  return Uint16Array.from(chosen, (query) => codes[query]!)
}

/** Of each query and language the best rank of an answer in it, 0 where there is none. */
function rankLists(
  { judged, documents }: RetrievedResults,
  { languages }: Texts,
  chosen: readonly number[],
): Record<'pool' | 'usual own' | 'own', Uint32Array> {
  const pool = new Uint32Array(chosen.length * languages.length)
  const own = new Uint32Array(pool.length)
  chosen.forEach((query, at) => {
    for (const [document, grade, inPool, inLanguage] of judged[query] ?? []) {
      if (grade < 1 || inPool === null) continue
      const code = rankCode(inPool)
      const place = at * languages.length + languages.indexOf(documents[document]!.language)
      if (pool[place] !== 0 && pool[place]! <= code) continue
      pool[place] = code
      own[place] = rankCode(inLanguage)
    }
  })
  const { usual, off } = residuals(own, pool)
  return { pool, 'usual own': usual, own: off }
}

/** Of each query the first documents, how far each scores below the one before it, and what was judged of it. */
function topLists(
  { judged, documents, top, depth }: RetrievedResults,
  { placeOf, languages, starts }: Texts,
  chosen: readonly number[],
): { readonly scale: Scale } & Record<'top languages' | 'top' | 'scores' | 'relevance', Uint32Array> {
  const scale = scoreScale(chosen.map((query) => (top[query] ?? []).map(([, score]) => score)))
  const lists = {
    'top languages': new Uint32Array(chosen.length * depth),
    top: new Uint32Array(chosen.length * depth),
    scores: new Uint32Array(chosen.length * depth),
    relevance: new Uint32Array(chosen.length * depth),
  }
  chosen.forEach((query, at) => {
    const first = (top[query] ?? []).slice(0, depth)
    const grades = new Map((judged[query] ?? []).map(([document, grade]) => [document, grade]))
    const codes = quantise(
      first.map(([, score]) => score),
      scale,
    )
    first.forEach(([document], i) => {
      const place = at * depth + i
      const grade = grades.get(document)
      const language = languages.indexOf(documents[document]!.language)
      // Language and place in it compress better than one number: results are often of few languages, or of one concept.
      lists['top languages'][place] = 1 + language
      lists.top[place] = placeOf(documents[document]!) - starts[language]!
      lists.scores[place] = i === 0 ? codes[0]! : Math.max(0, codes[i - 1]! - codes[i]!)
      lists.relevance[place] = grade === undefined ? 0 : 1 + Math.max(0, Math.min(254, grade))
    })
  })
  return { scale, ...lists }
}

/** Steps between the first and the last score of most lists. */
const stepsOfList = 25

/** Fine enough for the distance between the first and the last of most lists, not below .001. */
function scoreScale(lists: readonly (readonly number[])[]): Scale {
  const spreads = lists.map((scores) => (scores[0] ?? 0) - (scores.at(-1) ?? 0)).sort((a, b) => a - b)
  const usual = spreads[Math.floor(spreads.length / 2)] ?? 0
  const known = scaleOf([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], [Float64Array.from(lists.flat())])
  const low = lists.flat().reduce((least, score) => Math.min(least, score), 0)
  return { low, step: Math.max(known.step, 0.001 * Math.floor(usual / stepsOfList / 0.001)) }
}
