import type { RunRecord } from '../experiment/record.ts'
import { baselineEntry } from '../gate/baseline.ts'
import { compare } from '../gate/compare.ts'
import { outcomeOf } from '../gate/outcome.ts'
import { type Rules, rulesOf, type Tolerances } from '../gate/tolerance.ts'
import type { Measure } from '../metrics/measure.ts'
import { measure } from '../metrics/notation.ts'
import { isFailing } from './gate-sentence.ts'
import type { Report, ReportCase } from './report.ts'

/**
 * A report of `after` whose cases are held against those of `before` as a suite holds its own against the baseline: by the
 * means alone, since reports hold no values of queries. What the suites asserted themselves is left out.
 *
 * @param tolerance how far values may fall short; without it as in a suite that sets none
 */
export function comparedReport(before: Report, after: Report, tolerance?: Tolerances): Report {
  const earlier = new Map(before.cases.flatMap(({ run }) => (run ? [[run.key, run]] : [])))
  const later = new Set(after.cases.flatMap(({ run }) => run?.key ?? []))
  const cases = [
    ...after.cases.flatMap((each) => (each.run ? [comparedCase(each, each.run, earlier, tolerance)] : [])),
    ...before.cases.flatMap((each) => (each.run && !later.has(each.run.key) ? [missingCase(each)] : [])),
  ]
  const passed = cases.length > 0 && !cases.some(isFailing)
  return {
    schema: 1,
    verdict: passed ? 'passed' : 'failed',
    outcome: outcomeOf(cases, passed),
    problems: cases.length > 0 ? [] : ['Neither report has a case with a result. Compare reports of whole suites.'],
    cases,
    environment: after.environment,
  }
}

function comparedCase(
  { file, test }: ReportCase,
  run: RunRecord,
  earlier: ReadonlyMap<string, RunRecord>,
  tolerance: Tolerances | undefined,
): ReportCase {
  const old = earlier.get(run.key)
  const comparison = compare(run, old && baselineEntry(old), rulesFor(run, tolerance))
  return { file, test, verdict: comparison.verdict, note: null, errors: [], checks: [], run, comparison }
}

function missingCase({ file, test }: ReportCase): ReportCase {
  const errors = ['The first report has this case, the second does not.']
  return { file, test, verdict: 'missing', note: null, errors, checks: [], run: null, comparison: null }
}

/** A measure of a suite's own is not known here, and held to what measures without a bound are. */
function rulesFor({ scores }: RunRecord, tolerance: Tolerances | undefined): Rules {
  const names = [...new Set(scores.map((score) => score.measure))]
  return rulesOf(
    names.flatMap((name) => knownMeasure(name) ?? []),
    tolerance,
  )
}

function knownMeasure(name: string): Measure | null {
  try {
    return measure(name)
  } catch {
    return null
  }
}
