import type { RunRecord } from '../experiment/record.ts'
import { canonicalJson, sha256 } from '../hash.ts'
import type { Json, Setting } from '../retrieval.ts'
import { settings } from '../retrieval.ts'
import { measuresVersion } from './measures-version.ts'
import type { PackedScores } from './query-scores-bytes.ts'

/** Name, version and content hash of what a case was trained or evaluated on. */
export interface DataIdentity {
  readonly name: string
  readonly revision: string
  readonly hash: string
}

/** What one case reached when its baseline was written, and all that must be equal before a later run may be compared with it. */
export interface BaselineEntry {
  readonly dataset: DataIdentity
  /** The training pairs; null where nothing was trained. */
  readonly training: DataIdentity | null
  readonly configuration: Json
  /** sha-256 of `configuration`. */
  readonly configurationHash: string
  readonly seeds: readonly number[]
  /** Measure → setting → mean over seeds, rounded to six decimals. */
  readonly scores: Readonly<Record<string, Readonly<Partial<Record<Setting, number>>>>>
  /** sha-256 of every query's ranks. */
  readonly digest: string
  /** Version of the measures' definitions. */
  readonly measures: number
  /** What computed it; never compared. */
  readonly engine: { readonly search: string; readonly training: string | null }
  /** sha-256 of the query ids in order; null in entries that hold no values of queries. */
  readonly queries: string | null
  /** sha-256 of the per-query scores, whose file beside the baseline is named after it; null where there is none. */
  readonly queryScores: string | null
  /** Where it was written; never compared. */
  readonly environment: RunRecord['environment']
}

/** The committed results that later runs must reach: `benchmarks/baseline.json`. */
export interface Baseline {
  readonly schema: 2
  /** The older schema that the file has; it becomes the newest when it is next written. */
  readonly migrated?: 1
  readonly cases: Readonly<Record<string, BaselineEntry>>
}

export const emptyBaseline: Baseline = { schema: 2, cases: {} }

/** Half of the last decimal that a baseline keeps: two values nearer than this may be equal. */
export const rounding = 0.5e-6

/**
 * What the baseline keeps of a run: bounds are no values that another run could be held against.
 *
 * @param kept names the per-query scores that are written beside the baseline; null where there are none
 */
export function baselineEntry(
  run: RunRecord,
  kept: Pick<PackedScores, 'hash' | 'queries'> | null = null,
): BaselineEntry {
  const scores: Record<string, Partial<Record<Setting, number>>> = {}
  for (const { measure, setting, value, bound } of run.scores) {
    if (bound) continue
    scores[measure] = { ...scores[measure], [setting]: Number(value.toFixed(6)) }
  }
  const { name, revision, hash } = run.dataset
  const pairs = run.training?.pairs
  return {
    dataset: { name, revision, hash },
    training: pairs ? { name: pairs.name, revision: pairs.revision, hash: pairs.hash } : null,
    configuration: run.configuration,
    configurationHash: run.configurationHash,
    seeds: run.seeds,
    scores,
    digest: run.digest,
    measures: measuresVersion,
    engine: { search: run.environment.kernel, training: run.training?.kernel ?? null },
    queries: kept?.queries ?? null,
    queryScores: kept?.hash ?? null,
    environment: run.environment,
  }
}

/** An entry of schema 1 in the form of the newest: what it does not tell is null. */
export function migratedEntry(
  entry: Omit<BaselineEntry, 'measures' | 'engine' | 'queries' | 'queryScores'>,
): BaselineEntry {
  const engine = { search: entry.environment.kernel, training: null }
  return { ...entry, measures: 1, engine, queries: null, queryScores: null }
}

/** What is wrong with an entry's content, or null. Each sentence names the field. */
export function entryFault(entry: unknown): string | null {
  if (!isObject(entry)) return 'must be an object'
  for (const field of ['dataset', 'training'] as const) {
    const data = entry[field]
    if (field === 'training' && data === null) continue
    if (!isObject(data) || !['name', 'revision', 'hash'].every((key) => typeof data[key] === 'string')) {
      return `"${field}" must hold the strings name, revision and hash`
    }
  }
  if (entry['configuration'] === undefined) return '"configuration" is missing'
  if (entry['configurationHash'] !== sha256(canonicalJson(entry['configuration'] as Json))) {
    return '"configurationHash" is not the hash of "configuration"'
  }
  const seeds = entry['seeds']
  if (!Array.isArray(seeds) || seeds.length === 0 || !seeds.every(Number.isSafeInteger))
    return '"seeds" must be a list of integers'
  if (typeof entry['digest'] !== 'string') return '"digest" must be a string'
  if (!isObject(entry['environment'])) return '"environment" must be an object'
  if (!Number.isSafeInteger(entry['measures'])) return '"measures" must be the version of their definitions, an integer'
  if (!isObject(entry['engine'])) return '"engine" must be an object'
  for (const field of ['queries', 'queryScores'] as const) {
    if (entry[field] !== null && !/^[0-9a-f]{64}$/.test(String(entry[field])))
      return `"${field}" must be a hash or null`
  }
  return scoresFault(entry['scores'])
}

function scoresFault(scores: unknown): string | null {
  if (!isObject(scores) || Object.keys(scores).length === 0) return '"scores" must hold at least one measure'
  for (const [measure, values] of Object.entries(scores)) {
    if (!isObject(values) || Object.keys(values).length === 0)
      return `"scores" must give "${measure}" a value in some setting`
    for (const [setting, value] of Object.entries(values)) {
      if (!settings.includes(setting as Setting)) return `"scores" gives "${measure}" the unknown setting "${setting}"`
      if (!Number.isFinite(value)) return `"scores" must give "${measure}" (${setting}) a finite number`
    }
  }
  return null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
