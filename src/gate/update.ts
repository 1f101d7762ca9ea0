import { type Baseline, type BaselineEntry, baselineEntry, emptyBaseline, rounding } from './baseline.ts'
import { firstNonFinite } from './finite-scores.ts'
import { wasCompared } from './gate.ts'
import type { PackedScores } from './query-scores-bytes.ts'
import { type CaseResult, keyBelongsTo, type RunResult } from './result.ts'

export interface UpdateOptions {
  readonly cases: readonly CaseResult[]
  /** Null where there is none yet. */
  readonly baseline: Baseline | null
  readonly update: 'all' | 'new' | 'none'
  /** The whole suite ran, without filter or shard, and all of it passed: only then may a vanished case be dropped. */
  readonly complete: boolean
  /** Whether a case's key may be written. @default all may */
  readonly accepted?: (key: string) => boolean
}

/** A baseline as it should be written, and the keys that make it differ from the one there is. */
export interface BaselineUpdate {
  readonly baseline: Baseline
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** A run that was to be written and may not be. */
export interface Refusal {
  readonly key: string
  /** A sentence. */
  readonly reason: string
}

/**
 * What a run makes of the baseline. Only runs that were matched with it, in tests that passed, are written.
 *
 * @returns null where nothing changes, and always under `none`
 */
export function updateBaseline(options: UpdateOptions): BaselineUpdate | null {
  const { cases, baseline, update, complete, accepted = () => true } = options
  if (update === 'none') return null
  const before = (baseline ?? emptyBaseline).cases
  const after: Record<string, BaselineEntry> = { ...before }
  const [added, changed, removed]: [string[], string[], string[]] = [[], [], []]
  for (const { owner, run } of comparedRuns(cases)) {
    const { key } = run.record
    if (refusalReason(owner, run) !== null || !accepted(key)) continue
    const entry = baselineEntry(run.record, run.queryScores)
    const old = Object.hasOwn(before, key) ? before[key] : undefined
    if (old && (update === 'new' || sameResult(old, entry))) continue
    after[key] = entry
    ;(old ? changed : added).push(key)
  }
  if (update === 'all' && complete) {
    for (const key of Object.keys(before)) {
      if (isPresent(key, cases) || !accepted(key)) continue
      delete after[key]
      removed.push(key)
    }
  }
  return added.length + changed.length + removed.length === 0
    ? null
    : { baseline: { schema: 2, cases: after }, added, changed, removed }
}

/** Runs that would have been written but for what is wrong with them. */
export function refusals({ cases, baseline, update, accepted = () => true }: UpdateOptions): Refusal[] {
  if (update !== 'all') return []
  const known = baseline?.cases ?? {}
  return cases.flatMap((owner) =>
    owner.runs.flatMap((run) => {
      const { key } = run.record
      const reason = refusalReason(owner, run)
      // A test that failed may never have come to the comparison.
      const wanted = (wasCompared(run) || Object.hasOwn(known, key)) && !owner.expectedToFail && accepted(key)
      return wanted && reason !== null ? [{ key, reason }] : []
    }),
  )
}

/** The per-query scores that a baseline names, of the runs at hand. */
export function namedScores(cases: readonly CaseResult[], { cases: entries }: Baseline): PackedScores[] {
  return cases.flatMap(({ runs }) =>
    runs.flatMap(({ record: { key }, queryScores }) => {
      const entry = Object.hasOwn(entries, key) ? entries[key] : undefined
      if (!queryScores || entry?.queryScores !== queryScores.hash) return []
      const { base64, ...names } = queryScores
      return [{ ...names, bytes: Buffer.from(base64, 'base64') }]
    }),
  )
}

function comparedRuns(cases: readonly CaseResult[]): { readonly owner: CaseResult; readonly run: RunResult }[] {
  return cases.flatMap((owner) => owner.runs.filter(wasCompared).map((run) => ({ owner, run })))
}

/** Why a run may not become what later ones are held to; null where it may. */
function refusalReason({ state, expectedToFail, errors }: CaseResult, { record, checks }: RunResult): string | null {
  const failed = checks.find(({ pass }) => !pass)
  if (failed) return `An assertion failed: ${failed.message}`
  if (state === 'pending') return 'The run ended before the test did.'
  if (state !== 'passed') return `The test failed: ${errors[0] ?? 'it left no message'}`
  if (expectedToFail) return 'The test is declared to fail.'
  const broken = firstNonFinite(record.scores)
  if (broken !== null) return `${broken} is not a finite number.`
  const partial = record.scores.find(({ perSeed }) => perSeed.length !== record.seeds.length)
  if (!partial) return null
  const seeds = record.seeds.length
  return `${partial.measure} (${partial.setting}) has values of ${partial.perSeed.length} of ${seeds} seeds.`
}

/** A case that still makes the run and still compares it, or that is skipped for now. */
function isPresent(key: string, cases: readonly CaseResult[]): boolean {
  return (
    comparedRuns(cases).some(({ run }) => run.record.key === key) ||
    cases.some((each) => each.state === 'skipped' && keyBelongsTo(key, each))
  )
}

/** Equal but for the machine: rewriting such an entry would only bury real changes in the diff. */
function sameResult(old: BaselineEntry, now: BaselineEntry): boolean {
  const identity = (entry: BaselineEntry): string =>
    JSON.stringify([
      entry.dataset.hash,
      entry.training?.hash,
      entry.configurationHash,
      entry.seeds,
      entry.digest,
      entry.measures,
    ])
  const kept = now.queryScores === null || now.queryScores === old.queryScores
  return kept && identity(old) === identity(now) && sameScores(old.scores, now.scores)
}

function sameScores(a: BaselineEntry['scores'], b: BaselineEntry['scores']): boolean {
  const [left, right] = [flatScores(a), flatScores(b)]
  return (
    left.size === right.size &&
    [...left].every(([name, value]) => Math.abs(value - (right.get(name) ?? Number.NaN)) < rounding)
  )
}

/** Values by `AP (monolingual)`. */
export function flatScores(scores: BaselineEntry['scores']): Map<string, number> {
  return new Map(
    Object.entries(scores).flatMap(([measure, values]) =>
      Object.entries(values).map(([setting, value]): [string, number] => [`${measure} (${setting})`, value]),
    ),
  )
}
