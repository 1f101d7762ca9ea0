import type { RunRecord } from '../experiment/record.ts'
import type { BaselineEntry } from './baseline.ts'
import { comparedMeasures } from './compared-measures.ts'
import type { Comparison, MeasureComparison, Verdict } from './comparison.ts'
import { type Evidence, evidenceFault } from './evidence.ts'
import { formatValue } from './format-value.ts'
import { withinLimits } from './limits.ts'
import { obstacles } from './obstacles.ts'
import { lossReasons } from './reasons.ts'
import type { Rules } from './tolerance.ts'

export { formatScore, formatValue } from './format-value.ts'

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
  const broken = brokenScores(run)
  if (broken.length > 0) return { verdict: 'failed', reasons: broken, measures: [] }
  const compared = entry
    ? against(run, entry, rules, evidence)
    : ({ verdict: 'new', reasons: [], measures: [] } as const)
  return withinLimits(compared, run, rules)
}

function against(run: RunRecord, entry: BaselineEntry, rules: Rules, evidence: Evidence | undefined): Comparison {
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
