import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sideOf } from '../src/evaluation/aggregate.ts'
import type { Evaluation, Score } from '../src/evaluation/evaluation.ts'
import { writeAtomically } from '../src/gate/write-atomically.ts'
import { sha256 } from '../src/hash.ts'
import { meanOfRows } from '../src/mean.ts'
import type { Run } from './run.ts'

/** The folder inside the report's that holds one file of per-query results a run. */
export const queriesFolder = 'queries'

/** The name of a run's per-query file: readable, and different for different keys. */
export function queriesFile(key: string): string {
  const words = key
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `${words.slice(-80)}-${sha256(key).slice(0, 8)}.json.gz`
}

/**
 * Writes what every query scored, mean over seeds, so that others can test it, plot it or look for the worst.
 * `null` stands where a query has nothing relevant in the setting. Where a run did not return what values depend on,
 * `bounded` lists the queries' places, and `bound` says on which side of those values the truth lies.
 */
export function writeQueries(report: string, { record, evaluations }: Run): void {
  const [first] = evaluations
  if (!first) return
  const content = {
    schema: 1,
    key: record.key,
    dataset: { name: record.dataset.name, revision: record.dataset.revision, hash: record.dataset.hash },
    seeds: record.seeds,
    queries: first.dataset.queries.map(({ id, language, concept }) => ({ id, language, concept })),
    scores: first.scores.map(({ measure, setting }, index) => ({
      measure: measure.name,
      setting,
      values: plain(perQueryMeans(evaluations, index)),
      ...boundsOf(evaluations, index),
    })),
  }
  writeAtomically(join(report, queriesFolder, queriesFile(record.key)), gzipSync(JSON.stringify(content)))
}

/** Each query's value, mean over seeds; NaN where it has none. @param index of the score in every evaluation */
function perQueryMeans(evaluations: readonly Evaluation[], index: number): Float64Array {
  const seeds = evaluations.map((evaluation) => (evaluation.scores[index] as Score).perQuery)
  return meanOfRows(seeds)
}

function boundsOf(evaluations: readonly Evaluation[], index: number): object {
  const scores = evaluations.map(({ scores }) => scores[index] as Score)
  const bounded = new Set(scores.flatMap((score) => [...(score.bounded ?? [])]))
  const [first] = scores
  return first && bounded.size > 0 ? { bound: sideOf(first.measure), bounded: [...bounded].sort((a, b) => a - b) } : {}
}

function plain(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toFixed(6)) : null))
}
