import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sideOf } from '../src/evaluation/aggregate.ts'
import type { Evaluation, Score } from '../src/evaluation/evaluation.ts'
import type { Retrieved } from '../src/evaluation/retrieved.ts'
import { writeAtomically } from '../src/gate/write-atomically.ts'
import { meanOfRows } from '../src/mean.ts'
import {
  type QueryResults,
  type QueryValues,
  queriesFile,
  queriesFolder,
  type RetrievedResults,
} from '../src/report/drill-down/query-results.ts'
import type { Run } from './run.ts'

/**
 * Writes what every query got: what it scored, mean over seeds, so that others can test it, plot it or look for the worst;
 * and of the first seed where the judged documents stand and what came first, where that was kept.
 * `null` stands where a query has nothing relevant in the setting. Where a run did not return what values depend on,
 * `bounded` lists the queries' places, and `bound` says on which side of those values the truth lies.
 */
export function writeQueries(report: string, { record, evaluations }: Run): void {
  const [first] = evaluations
  if (!first) return
  const content: QueryResults = {
    schema: 2,
    key: record.key,
    digest: record.digest,
    dataset: { name: record.dataset.name, revision: record.dataset.revision, hash: record.dataset.hash },
    seeds: record.seeds,
    queries: first.dataset.queries.map(({ id, language, concept, text }) => ({ id, language, concept, text })),
    scores: first.scores.map(({ measure, setting }, index) => ({
      measure: measure.name,
      setting,
      direction: measure.direction,
      values: plain(perQueryMeans(evaluations, index)),
      ...boundsOf(evaluations, index),
    })),
    ...(first.retrieved && { retrieved: retrievedResults(first.retrieved, record.seeds[0] ?? 1) }),
  }
  writeAtomically(join(report, queriesFolder, queriesFile(record.key)), gzipSync(JSON.stringify(content)))
}

/** Each query's value, mean over seeds; NaN where it has none. @param index of the score in every evaluation */
function perQueryMeans(evaluations: readonly Evaluation[], index: number): Float64Array {
  const seeds = evaluations.map((evaluation) => (evaluation.scores[index] as Score).perQuery)
  return meanOfRows(seeds)
}

function boundsOf(evaluations: readonly Evaluation[], index: number): Pick<QueryValues, 'bound' | 'bounded'> {
  const scores = evaluations.map(({ scores }) => scores[index] as Score)
  const bounded = new Set(scores.flatMap((score) => [...(score.bounded ?? [])]))
  const [first] = scores
  return first && bounded.size > 0 ? { bound: sideOf(first.measure), bounded: [...bounded].sort((a, b) => a - b) } : {}
}

function plain(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toFixed(6)) : null))
}

/** Results of each query that the file holds, whatever is kept for other ends. */
const shownResults = 10

function retrievedResults({ depth, documents, queries }: Retrieved, seed: number): RetrievedResults {
  const first = queries.map(({ top }) => Array.from(top.documents.subarray(0, shownResults)))
  const named = queries.flatMap(({ judged }, query) => [...judged.map(({ document }) => document), ...first[query]!])
  const places = new Map([...new Set(named)].sort((a, b) => a - b).map((document, place) => [document, place]))
  return {
    seed,
    depth: Math.min(depth, shownResults),
    documents: [...places.keys()].map((document) => {
      const { id, language, text } = documents[document]!
      return { id, language, text }
    }),
    judged: queries.map(({ judged }) =>
      judged.map(({ document, grade, pool, language }) => [
        places.get(document)!,
        grade,
        rankOrNull(pool),
        rankOrNull(language),
      ]),
    ),
    top: queries.map(({ top }, query) =>
      first[query]!.map((document, i) => [places.get(document)!, Number(top.scores[i]!.toPrecision(6))]),
    ),
  }
}

function rankOrNull(rank: number): number | null {
  return Number.isFinite(rank) ? rank : null
}
