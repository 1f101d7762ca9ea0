import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sha256 } from '../../hash.ts'
import type { Side } from '../../metrics/measure.ts'
import type { Document, Query, Setting } from '../../retrieval.ts'

/** What every query of a run got, as `reports/queries/<key>.json.gz` holds it. Plain JSON. */
export interface QueryResults {
  readonly schema: 2
  readonly key: string
  /** The run's, which tells a file of another run of the case. */
  readonly digest: string
  readonly dataset: { readonly name: string; readonly revision: string; readonly hash: string }
  readonly seeds: readonly number[]
  readonly queries: readonly Query[]
  readonly scores: readonly QueryValues[]
  /** Absent where nothing was kept but values. */
  readonly retrieved?: RetrievedResults
}

/** One measure in one setting. */
export interface QueryValues {
  readonly measure: string
  readonly setting: Setting
  readonly direction: 'higher' | 'lower'
  /** One a query, mean over seeds; null where a query has nothing relevant in the setting. */
  readonly values: readonly (number | null)[]
  /** On which side of the values at the places `bounded` the truth lies. */
  readonly bound?: Side
  readonly bounded?: readonly number[]
}

/** Where judged documents stand and what came first, of one seed. Documents are named by their place in `documents`. */
export interface RetrievedResults {
  readonly seed: number
  /** How many of the first results are kept. */
  readonly depth: number
  /** Those that are named below, each once. A text is empty where it is not known. */
  readonly documents: readonly Pick<Document, 'id' | 'language' | 'text'>[]
  /** Of each query: document, grade, rank in the pool of all languages, rank among its own language's; null where a run did not return it. */
  readonly judged: readonly (readonly JudgedPlace[])[]
  /** Of each query the first documents in the pool of all languages, best first: document, score. */
  readonly top: readonly (readonly (readonly [document: number, score: number])[])[]
}

export type JudgedPlace = readonly [document: number, grade: number, pool: number | null, language: number | null]

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
 * Reads a run's per-query file.
 *
 * @param report the report's folder
 * @returns null where there is none that can be read, or one of another version
 */
export function readQueryResults(report: string, key: string): QueryResults | null {
  const file = join(report, queriesFolder, queriesFile(key))
  if (!existsSync(file)) return null
  try {
    const content = JSON.parse(gunzipSync(readFileSync(file)).toString()) as QueryResults
    return content.schema === 2 ? content : null
  } catch {
    return null
  }
}
