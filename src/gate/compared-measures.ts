import type { RunRecord, ScoreRecord } from '../experiment/record.ts'
import type { Setting } from '../retrieval.ts'
import type { BaselineEntry } from './baseline.ts'
import type { ComparisonTest, MeasureComparison } from './comparison.ts'
import type { Evidence } from './evidence.ts'
import { lossOf } from './loss.ts'
import { type Move, moves, valuesOf } from './moves.ts'
import { pairedTest } from './paired-test.ts'
import type { Rules } from './tolerance.ts'

/** What lost most comes first, then the baseline's other measures, then those that it does not have. */
export function comparedMeasures(
  run: RunRecord,
  entry: BaselineEntry,
  rules: Rules,
  evidence: Evidence | undefined,
): MeasureComparison[] {
  const all = moves(run, entry, rules, evidence)
  const expected = Object.entries(entry.scores).flatMap(([measure, values]) =>
    Object.entries(values).map(([setting, value]) => {
      const own = all.filter((move) => move.measure === measure && move.setting === setting)
      const score = run.scores.find((each) => each.measure === measure && each.setting === setting)
      return {
        row: row({ measure, setting: setting as Setting, expected: value }, score, own, rules),
        weight: weightOf(own),
      }
    }),
  )
  const ordered = expected.map((each, place) => ({ ...each, place }))
  ordered.sort((a, b) => rank(b) - rank(a) || a.place - b.place)
  const rows = ordered.map((each) => each.row)
  return [...rows.map((each) => explained(each, rows, all)), ...newMeasures(run, entry)]
}

/** A loss in a setting where no value of queries is kept of what fell is told by a measure of which they are. */
function explained(
  one: MeasureComparison,
  rows: readonly MeasureComparison[],
  all: readonly Move[],
): MeasureComparison {
  const { setting, direction } = one
  const alike = rows.filter((each) => each.setting === setting && each.direction === direction)
  if (alike.some(({ loss }) => loss) || alike.find((each) => each.verdict === 'regressed') !== one) return one
  const other = all.find(
    (move) =>
      alike.some(({ measure }) => measure === move.measure) &&
      move.setting === setting &&
      move.language === null &&
      move.column,
  )
  if (!other?.column) return one
  const languages = all.filter(
    ({ measure, setting: each, language }) => measure === other.measure && each === setting && language !== null,
  )
  return { ...one, loss: { of: other.measure, ...lossOf(other.column, languages, { setting, direction }) } }
}

function rank({ row, weight }: { readonly row: MeasureComparison; readonly weight: number }): number {
  return row.verdict === 'regressed' ? weight : Number.NEGATIVE_INFINITY
}

/** The loss of the value or of a language, whichever is more tolerances large. */
function weightOf(own: readonly Move[]): number {
  return Math.max(...own.map(({ gain, rule }) => -gain / Math.max(rule.worse, 1e-6)))
}

function row(
  named: { readonly measure: string; readonly setting: Setting; readonly expected: number },
  score: ScoreRecord | undefined,
  own: readonly Move[],
  rules: Rules,
): MeasureComparison {
  const { measure, setting, expected } = named
  const tolerance = rules.measure(measure, setting, expected).worse
  if (!score) return { ...named, direction: 'higher', actual: null, tolerance, verdict: 'missing' }
  const { direction, value: actual, bound } = score
  const known = { ...named, direction, actual, tolerance }
  const whole = own.find(({ language }) => language === null)
  if (bound || !whole) return { ...known, verdict: 'incomparable', ...boundOf(score) }
  const languages = own.filter(({ language }) => language !== null)
  const verdict = languages.some((each) => each.verdict === 'regressed') ? 'regressed' : whole.verdict
  const { column } = whole
  return {
    ...known,
    verdict,
    ...testOf(whole),
    ...(verdict !== whole.verdict && { wholeHolds: true }),
    ...(verdict === 'regressed' && column && { loss: lossOf(column, languages, { setting, direction }) }),
  }
}

function testOf({ p, family, rule, column }: Move): { readonly test?: ComparisonTest } {
  if (p === null || rule.alpha === null || !column) return {}
  const { interval, queries, concepts, seeds } = pairedTest(valuesOf(column), rule.alpha)
  const { alpha, atMost } = rule
  const most = Number.isFinite(atMost) ? { atMost } : {}
  return { test: { p, alpha, ...most, family, interval, queries, concepts, seeds } }
}

function boundOf({ bound }: ScoreRecord): Pick<MeasureComparison, 'bound'> {
  return bound ? { bound } : {}
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
