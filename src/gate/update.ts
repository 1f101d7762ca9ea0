import { type Baseline, type BaselineEntry, baselineEntry, emptyBaseline, rounding } from './baseline.ts'
import { wasCompared } from './gate.ts'
import { type CaseResult, keyBelongsTo } from './result.ts'

export interface UpdateOptions {
  readonly cases: readonly CaseResult[]
  /** Null where there is none yet. */
  readonly baseline: Baseline | null
  readonly update: 'all' | 'new' | 'none'
  /** The whole suite ran, without filter or shard, and all of it passed: only then may a vanished case be dropped. */
  readonly complete: boolean
}

/** A baseline as it should be written, and the keys that make it differ from the one there is. */
export interface BaselineUpdate {
  readonly baseline: Baseline
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/**
 * What a run makes of the baseline. Only runs that were matched with it, in tests that passed, are written.
 *
 * @returns null where nothing changes, and always under `none`
 */
export function updateBaseline({ cases, baseline, update, complete }: UpdateOptions): BaselineUpdate | null {
  if (update === 'none') return null
  const before = (baseline ?? emptyBaseline).cases
  const after: Record<string, BaselineEntry> = { ...before }
  const [added, changed, removed]: [string[], string[], string[]] = [[], [], []]
  const passed = cases.filter(({ state, expectedToFail }) => state === 'passed' && !expectedToFail)
  for (const run of passed.flatMap((each) => each.runs)) {
    if (!wasCompared(run) || run.checks.some((check) => !check.pass)) continue
    const { key } = run.record
    const entry = baselineEntry(run.record)
    const old = Object.hasOwn(before, key) ? before[key] : undefined
    if (old && (update === 'new' || sameResult(old, entry))) continue
    after[key] = entry
    ;(old ? changed : added).push(key)
  }
  if (update === 'all' && complete) {
    for (const key of Object.keys(before)) {
      if (isPresent(key, cases)) continue
      delete after[key]
      removed.push(key)
    }
  }
  return added.length + changed.length + removed.length === 0
    ? null
    : { baseline: { schema: 1, cases: after }, added, changed, removed }
}

/** A case that still makes the run and still compares it, or that is skipped for now. */
function isPresent(key: string, cases: readonly CaseResult[]): boolean {
  const runs = cases.flatMap((each) => each.runs)
  return (
    runs.some((run) => run.record.key === key && wasCompared(run)) ||
    cases.some((each) => each.state === 'skipped' && keyBelongsTo(key, each))
  )
}

/** Equal but for the machine: rewriting such an entry would only bury real changes in the diff. */
function sameResult(a: BaselineEntry, b: BaselineEntry): boolean {
  const identity = (entry: BaselineEntry): string =>
    JSON.stringify([entry.dataset.hash, entry.training?.hash, entry.configurationHash, entry.seeds, entry.digest])
  return identity(a) === identity(b) && sameScores(a.scores, b.scores)
}

function sameScores(a: BaselineEntry['scores'], b: BaselineEntry['scores']): boolean {
  const flat = (scores: BaselineEntry['scores']): Map<string, number> =>
    new Map(
      Object.entries(scores).flatMap(([measure, values]) =>
        Object.entries(values).map(([setting, value]) => [`${measure} ${setting}`, value]),
      ),
    )
  const [left, right] = [flat(a), flat(b)]
  return (
    left.size === right.size &&
    [...left].every(([name, value]) => Math.abs(value - (right.get(name) ?? Number.NaN)) < rounding)
  )
}
