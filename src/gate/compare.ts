import type { RunRecord, ScoreRecord } from '../experiment/record.ts'
import { boundSign } from '../metrics/bound-sign.ts'
import type { Setting } from '../retrieval.ts'
import { type BaselineEntry, rounding } from './baseline.ts'
import type { Comparison, MeasureComparison, Verdict } from './comparison.ts'
import { differences } from './differences.ts'
import type { Allowance } from './tolerance.ts'

/**
 * A run against its baseline entry. Values are compared only where data, configuration and seeds are the same;
 * a measure that is missing or not a number is never a pass, and one that is only bounded is not compared.
 *
 * @param entry     undefined where the baseline does not have the case
 * @param allowance how far each measure may fall short
 */
export function compare(run: RunRecord, entry: BaselineEntry | undefined, allowance: Allowance): Comparison {
  const broken = run.scores.filter(({ value }) => !Number.isFinite(value))
  if (run.scores.length === 0) return { verdict: 'failed', reasons: ['The run holds no score.'], measures: [] }
  if (broken.length > 0) {
    const reasons = broken.map(({ measure, setting, value }) => `${measure} (${setting}) is ${value}.`)
    return { verdict: 'failed', reasons, measures: [] }
  }
  if (run.scores.every(({ bound }) => bound)) {
    return { verdict: 'failed', reasons: [`The run holds no score but bounds. ${remedy}`], measures: [] }
  }
  if (!entry) return { verdict: 'new', reasons: [], measures: [] }
  const obstacles = incomparable(run, entry)
  if (obstacles.length > 0) return { verdict: 'incomparable', reasons: obstacles, measures: [] }
  const measures = [...expectedMeasures(run, entry, allowance), ...newMeasures(run, entry)]
  return { verdict: overall(measures), reasons: measures.flatMap(reason), measures }
}

/** Why the two may not be compared: one sentence for each thing that differs. */
function incomparable(run: RunRecord, entry: BaselineEntry): string[] {
  const reasons: string[] = []
  const data = [
    ['data set', entry.dataset, run.dataset],
    ['training pairs', entry.training, run.training?.pairs ?? null],
  ] as const
  for (const [what, before, now] of data) {
    if (before?.hash === now?.hash) continue
    const name = (identity: typeof before): string =>
      identity ? `${identity.name} ${identity.revision} (${identity.hash.slice(0, 8)})` : 'none'
    reasons.push(`The ${what} changed: the baseline has ${name(before)}, this run ${name(now)}.`)
  }
  if (entry.configurationHash !== run.configurationHash) {
    const changed = differences(entry.configuration, run.configuration).slice(0, 5)
    reasons.push(`The configuration changed: ${changed.join('; ') || 'hashes differ'}.`)
  } else if (entry.seeds.join() !== run.seeds.join()) {
    reasons.push(`The seeds changed: the baseline has [${entry.seeds.join(', ')}], this run [${run.seeds.join(', ')}].`)
  }
  return reasons
}

function expectedMeasures(run: RunRecord, entry: BaselineEntry, allowance: Allowance): MeasureComparison[] {
  return Object.entries(entry.scores).flatMap(([measure, values]) =>
    Object.entries(values).map(([name, expected]): MeasureComparison => {
      const setting = name as Setting
      const score = run.scores.find((each) => each.measure === measure && each.setting === setting)
      const tolerance = allowance(measure, expected)
      const direction = score?.direction ?? 'higher'
      if (!score) return { measure, setting, direction, expected, actual: null, tolerance, verdict: 'missing' }
      const verdict = judge(score, expected, tolerance)
      return { measure, setting, direction, expected, actual: score.value, tolerance, verdict, ...boundOf(score) }
    }),
  )
}

function boundOf({ bound }: ScoreRecord): Pick<MeasureComparison, 'bound'> {
  return bound ? { bound } : {}
}

function judge(
  { value, direction, bound }: ScoreRecord,
  expected: number,
  tolerance: number,
): MeasureComparison['verdict'] {
  if (bound) return 'incomparable'
  const gain = direction === 'higher' ? value - expected : expected - value
  if (gain < -tolerance - rounding) return 'regressed'
  return gain > tolerance + rounding ? 'improved' : 'unchanged'
}

function newMeasures(run: RunRecord, entry: BaselineEntry): MeasureComparison[] {
  return run.scores
    .filter(({ measure, setting }) => entry.scores[measure]?.[setting] === undefined)
    .map((score) => ({
      measure: score.measure,
      setting: score.setting,
      direction: score.direction,
      expected: null,
      actual: score.value,
      tolerance: 0,
      verdict: score.bound ? ('incomparable' as const) : ('new' as const),
      ...boundOf(score),
    }))
}

/** A bound is in nobody's way unless the baseline has a value for it. */
function overall(measures: readonly MeasureComparison[]): Verdict {
  const expected = measures.filter((each) => each.expected !== null)
  const some = (verdict: MeasureComparison['verdict']): boolean => expected.some((each) => each.verdict === verdict)
  if (some('missing')) return 'failed'
  if (some('regressed')) return 'regressed'
  if (some('incomparable')) return 'incomparable'
  return some('improved') ? 'improved' : 'unchanged'
}

const remedy = 'Score a run that returns more documents for a query, or leave the measure out.'

function reason({ measure, setting, expected, actual, tolerance, verdict, bound }: MeasureComparison): string[] {
  if (verdict === 'missing') return [`${measure} (${setting}) is in the baseline but was not evaluated.`]
  if (expected === null || actual === null) return []
  if (verdict === 'incomparable') {
    return [
      `${measure} (${setting}) is only known to be ${bound} ${formatValue(actual)}, since relevant documents were not returned; the baseline has ${formatValue(expected)}. ${remedy}`,
    ]
  }
  if (verdict !== 'regressed') return []
  const change = actual - expected
  const figures = `${formatValue(actual)}, the baseline has ${formatValue(expected)}: ${change < 0 ? '' : '+'}${formatValue(change)}`
  return [`${measure} (${setting}) is ${figures}, tolerance ${formatValue(tolerance)}.`]
}

/** A score at the precision that a reader can use, with the sign of a bound: `≥ 12.3000`. */
export function formatScore({ value, bound }: Pick<ScoreRecord, 'value' | 'bound'>): string {
  return `${boundSign(bound)}${formatValue(value)}`
}
/** A figure at the precision that a reader can use: `0.5123`, `1234.5`. */
export function formatValue(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(4)
}
