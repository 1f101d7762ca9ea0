import type { ReportCase } from '../report/report.ts'
import type { Verdict } from './comparison.ts'

/** What a verdict comes from: a quality that fell is another matter than one that is not known. */
export interface Outcome {
  /**
   * - `passed`: nothing speaks against the run;
   * - `worse`: something that was measured fell short of the baseline or of an assertion;
   * - `undecided`: nothing that was measured fell short, but something could not be measured or compared: a case is missing
   *   or ended with an error, data or configuration differ, a shard is not there.
   */
  readonly kind: 'passed' | 'worse' | 'undecided'
  /** Verdict → number of cases. */
  readonly cases: Readonly<Partial<Record<Verdict, number>>>
}

/** @param passed whether the gate did, which knows of more than cases */
export function outcomeOf(cases: readonly ReportCase[], passed: boolean): Outcome {
  const counts: Partial<Record<Verdict, number>> = {}
  for (const { verdict } of cases) counts[verdict] = (counts[verdict] ?? 0) + 1
  const kind = passed ? 'passed' : cases.some(fellShort) ? 'worse' : 'undecided'
  return { kind, cases: counts }
}

/** Whether a case was measured and found wanting. */
function fellShort({ verdict, checks, comparison }: ReportCase): boolean {
  if (verdict === 'regressed') return true
  if (verdict !== 'failed') return false
  const compared = comparison?.measures.every((each) => each.verdict !== 'missing') ?? false
  return checks.some(({ pass, matcher }) => !pass && (matcher !== 'toMatchBaseline' || compared))
}
