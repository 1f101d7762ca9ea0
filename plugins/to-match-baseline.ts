import { relative } from 'node:path'
import type { ScoreRecord } from '../src/experiment/record.ts'
import type { Baseline, BaselineEntry } from '../src/gate/baseline.ts'
import { readBaseline } from '../src/gate/baseline-file.ts'
import { compare, formatScore } from '../src/gate/compare.ts'
import type { Comparison } from '../src/gate/comparison.ts'
import type { Evidence } from '../src/gate/evidence.ts'
import { queryScores, queryValues } from '../src/gate/query-scores.ts'
import { packScores } from '../src/gate/query-scores-bytes.ts'
import { readScores, scoresFolder } from '../src/gate/query-scores-file.ts'
import type { TravellingScores } from '../src/gate/result.ts'
import { type Rules, rulesOf, type Tolerances } from '../src/gate/tolerance.ts'
import type { Finding } from './assertion.ts'
import type { RetrievalConfiguration } from './configuration.ts'
import type { Run } from './run.ts'
import { updateModeOf } from './update-mode.ts'

export interface BaselineOptions {
  /** What it names outweighs the plugin's tolerance, which outweighs the defaults. */
  readonly tolerance?: Tolerances
}

/**
 * Whether a run is as good as its baseline, within tolerance.
 *
 * Under `-u` every run passes, since it is about to become the baseline. A case that the baseline does not have
 * passes locally, where it will be added, and fails where the baseline may not be written (CI).
 *
 * @param configuration undefined where the plugin is not installed
 * @throws {TypeError} the plugin is not installed
 * @throws {SyntaxError} the baseline cannot be read
 */
export function matchesBaseline(
  run: Run,
  configuration: RetrievalConfiguration | undefined,
  { tolerance, negated }: BaselineOptions & { readonly negated: boolean },
): Finding {
  if (!configuration) {
    throw new TypeError(
      'toMatchBaseline: the plugin must be installed. Add `retrieval()` to `plugins` of the Vitest configuration.',
    )
  }
  const { baseline: file, root } = configuration
  const place = relative(root, file)
  const entry = entryOf(run, readBaseline(file, place))
  const measures = run.evaluations[0]?.scores.map((score) => score.measure) ?? []
  const rules = rulesOf(measures, tolerance, configuration.tolerance)
  const comparison = compare(run.record, entry, rules, entry && evidenceOf(run, entry, rules, configuration))
  run.result.comparison = comparison
  const update = updateModeOf(run.key, configuration)
  if (isWritten(comparison, update)) run.result.queryScores = travelling(run, rules)
  const bounds = run.record.scores.filter(({ bound }) => bound)
  return {
    pass: holds(comparison, update, negated),
    sentence: () => sentence({ ...comparison, bounds }, update, place),
  }
}

/** The run's own entry, or the one it has under its name if its test made several runs when the baseline was written. */
function entryOf(run: Run, baseline: Baseline | null): BaselineEntry | undefined {
  const { cases } = baseline ?? { cases: {} as Baseline['cases'] }
  if (Object.hasOwn(cases, run.key)) return cases[run.key]
  const named = `${run.key} > ${run.record.name}`
  if (!Object.hasOwn(cases, named)) return undefined
  run.rename(named)
  return cases[named]
}

/** What single queries scored, in the baseline and now. */
function evidenceOf(
  run: Run,
  { queryScores: hash }: BaselineEntry,
  rules: Rules,
  { baseline, root }: RetrievalConfiguration,
): Evidence {
  const folder = scoresFolder(baseline)
  const before = readScores(folder, hash, relative(root, folder))
  return {
    before,
    now: queryValues(run.evaluations, rules.keeps, before.scores),
    queries: run.evaluations[0]?.dataset.queries ?? [],
  }
}

/** Whether the run may become the baseline's, so that its per-query scores must reach whoever writes it. */
function isWritten({ verdict }: Comparison, update: RetrievalConfiguration['update']): boolean {
  return update === 'all' ? verdict !== 'failed' : update === 'new' && verdict === 'new'
}

function travelling(run: Run, rules: Rules): TravellingScores {
  const { bytes, ...names } = packScores(queryScores(run.evaluations, rules.keeps))
  return { ...names, base64: Buffer.from(bytes).toString('base64') }
}

function holds({ verdict }: Comparison, update: RetrievalConfiguration['update'], negated: boolean): boolean {
  if (verdict === 'failed') return false
  if (update === 'all' && !negated) return true
  return verdict === 'unchanged' || verdict === 'improved' || (verdict === 'new' && update !== 'none')
}

function sentence(
  { verdict, reasons, measures, notes = [], bounds }: Comparison & { readonly bounds: readonly ScoreRecord[] },
  update: RetrievalConfiguration['update'],
  place: string,
): string {
  if (verdict === 'new') {
    return update === 'none'
      ? `${place} does not have this case. Run \`npx vitest bench -u\` and commit the file.`
      : `${place} does not have this case yet; it is added if the case passes.${notKept(bounds)}`
  }
  // What is broken is not accepted by rewriting the baseline.
  if (verdict === 'failed') return reasons.join('\n')
  if (reasons.length > 0) {
    const accept =
      update === 'all' ? 'The baseline is being rewritten.' : 'If that is meant, run `npx vitest bench -u` and commit.'
    return [...reasons, ...notes, accept].join('\n')
  }
  const count = measures.filter((measure) => measure.expected !== null).length
  const better =
    verdict === 'improved' ? ' Some are better by more: `npx vitest bench -u` makes them the new standard.' : ''
  const noted = notes.map((note) => ` ${note}`).join('')
  return `All ${count} values are within tolerance of ${place}.${better}${noted}${notKept(bounds)}`
}

/** Bounds are neither compared nor written, and that is said. */
function notKept(bounds: readonly ScoreRecord[]): string {
  if (bounds.length === 0) return ''
  const names = bounds.map((score) => `${score.measure} (${score.setting}) ${formatScore(score)}`)
  return ` Only bounds are known, which a baseline does not hold, of ${names.join(', ')}.`
}
