import type { RunRecord, ScoreRecord } from '../experiment/record.ts'
import { boundSign } from '../metrics/bound-sign.ts'
import type { Setting } from '../retrieval.ts'
import type { BaselineEntry } from './baseline.ts'
import type { Comparison, ComparisonTest, MeasureComparison, Verdict } from './comparison.ts'
import { type Evidence, evidenceFault } from './evidence.ts'
import { formatValue } from './format-value.ts'
import { lossOf } from './loss.ts'
import { type Move, moves, valuesOf } from './moves.ts'
import { obstacles } from './obstacles.ts'
import { pairedTest } from './paired-test.ts'
import { lossReasons } from './reasons.ts'
import type { Rules } from './tolerance.ts'

export { formatValue } from './format-value.ts'

/**
 * A run against its baseline entry. What is worse fails; where other things than the data changed, what is not worse is
 * still no pass, since it was not to be compared. A measure that is missing or not a number is never a pass, and one that
 * is only bounded is not compared.
 *
 * @param entry    undefined where the baseline does not have the case
 * @param rules    how far each value may fall short
 * @param evidence what single queries scored; without it means are compared, and nothing is tested or explained
 */
export function compare(
  run: RunRecord,
  entry: BaselineEntry | undefined,
  rules: Rules,
  evidence?: Evidence,
): Comparison {
  const broken = [...brokenScores(run), ...brokenLimits(run, rules)]
  if (broken.length > 0) return { verdict: 'failed', reasons: broken, measures: [] }
  if (!entry) return { verdict: 'new', reasons: [], measures: [] }
  const { data, others } = obstacles(run, entry)
  if (data.length > 0) return { verdict: 'incomparable', reasons: [...data, ...others], measures: [] }
  const untestable = faults(run, entry, rules, evidence)
  const measures = comparedMeasures(run, entry, rules, evidence)
  // Under another configuration other measures may have been asked for.
  const kept = others.length === 0 ? measures : measures.filter(({ verdict }) => verdict !== 'missing')
  const verdict = overall(kept, others.length + untestable.given.length > 0)
  const reasons = [...lossReasons(kept), ...kept.flatMap(otherReason), ...others, ...untestable.given]
  return { verdict, reasons, measures: kept, ...(untestable.notes.length > 0 && { notes: untestable.notes }) }
}

/** What no baseline could make good: no score, no number, nothing but bounds. */
function brokenScores({ scores }: RunRecord): string[] {
  if (scores.length === 0) return ['The run holds no score.']
  const broken = scores.filter(({ value }) => !Number.isFinite(value))
  if (broken.length > 0) return broken.map(({ measure, setting, value }) => `${measure} (${setting}) is ${value}.`)
  return scores.every(({ bound }) => bound) ? [`The run holds no score but bounds. ${remedy}`] : []
}

function brokenLimits({ scores }: RunRecord, rules: Rules): string[] {
  return scores.flatMap(({ measure, setting, value, direction, bound }) => {
    const limit = rules.limit(measure, setting)
    if (limit === null || (direction === 'higher' ? value >= limit : value <= limit)) return []
    const side = direction === 'higher' ? 'at least' : 'at most'
    return [
      `${measure} (${setting}) is ${formatScore({ value, ...(bound && { bound }) })}; its limit is ${side} ${formatValue(limit)}.`,
    ]
  })
}

/** What could not be tested: sentences, apart where a user asked for the test. */
function faults(
  run: RunRecord,
  entry: BaselineEntry,
  rules: Rules,
  evidence: Evidence | undefined,
): { readonly given: readonly string[]; readonly notes: readonly string[] } {
  const fault = evidence && evidenceFault(evidence)
  if (!fault) return { given: [], notes: [] }
  const asked = run.scores.some(({ measure, setting, value }) => {
    if (entry.scores[measure]?.[setting] === undefined) return false
    const { given, alpha } = rules.measure(measure, setting, value)
    return (given && alpha !== null) || rules.language(measure, setting, value)?.given === true
  })
  const sentence = `Nothing could be tested or told by language, since ${fault}; means alone were compared.`
  const advice = `The tolerance asks for more than means. ${sentence} Run \`npx vitest bench -u\` on the commit of the baseline.`
  return asked ? { given: [advice], notes: [] } : { given: [], notes: [sentence] }
}

/** What lost most comes first, then the baseline's other measures, then those that it does not have. */
function comparedMeasures(
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
  return [...ordered.map((each) => each.row), ...newMeasures(run, entry)]
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
  return { test: { p, alpha: rule.alpha, family, interval, queries, concepts, seeds } }
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

/** A bound is in nobody's way unless the baseline has a value for it. */
function overall(measures: readonly MeasureComparison[], hindered: boolean): Verdict {
  const expected = measures.filter((each) => each.expected !== null)
  const some = (verdict: MeasureComparison['verdict']): boolean => expected.some((each) => each.verdict === verdict)
  if (some('missing')) return 'failed'
  if (some('regressed')) return 'regressed'
  if (hindered || some('incomparable')) return 'incomparable'
  return some('improved') ? 'improved' : 'unchanged'
}

const remedy = 'Score a run that returns more documents for a query, or leave the measure out.'

function otherReason({ measure, setting, expected, actual, verdict, bound }: MeasureComparison): string[] {
  if (verdict === 'missing') return [`${measure} (${setting}) is in the baseline but was not evaluated.`]
  if (expected === null || actual === null || verdict !== 'incomparable') return []
  return [
    `${measure} (${setting}) is only known to be ${bound} ${formatValue(actual)}, since relevant documents were not returned; the baseline has ${formatValue(expected)}. ${remedy}`,
  ]
}

/** A score at the precision that a reader can use, with the sign of a bound: `≥ 12.3000`. */
export function formatScore({ value, bound }: Pick<ScoreRecord, 'value' | 'bound'>): string {
  return `${boundSign(bound)}${formatValue(value)}`
}
