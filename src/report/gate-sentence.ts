import type { MeasureComparison, Verdict } from '../gate/comparison.ts'
import { languageName } from '../gate/language-name.ts'
import { formatValue, type Unit, unitOf } from './number-format.ts'
import { counted, listInSentence, nameInSentence, plainText, shortened } from './plain-text.ts'
import type { Report, ReportCase } from './report.ts'
import { hardestHit, type Regressed, regressedOf } from './telling-loss.ts'

/** Verdicts that fail the gate, worst first. */
const failing: readonly Verdict[] = ['failed', 'regressed', 'missing', 'incomparable']

/** Whether a case fails the gate. */
export function isFailing(one: ReportCase): boolean {
  return failing.includes(one.verdict)
}

/** Failing cases, those first whose loss is known by language: what they lost explains more than that something failed. Then the worst verdict. */
export function failuresOf(cases: readonly ReportCase[]): ReportCase[] {
  const told = (one: ReportCase) => (regressedOf(one)[0]?.loss === undefined ? 1 : 0)
  return cases
    .filter(isFailing)
    .sort((a, b) => told(a) - told(b) || failing.indexOf(a.verdict) - failing.indexOf(b.verdict))
}

/** Why a case fails beside what regressed: what else it asserts or throws. */
export function reasonsBesideRegression({ checks, errors }: ReportCase): string[] {
  const failed = checks.filter(({ pass }) => !pass)
  const thrown = errors.filter((error) => !failed.some(({ message }) => error.includes(message)))
  return [
    ...thrown,
    ...failed.filter(({ matcher }) => matcher !== 'toMatchBaseline').map(({ message }) => message),
  ].map(plainText)
}

/** What the gate decided, in a sentence or two, and in a failure which case and why first. */
export function gateSentence(report: Report): string {
  if (report.cases.length === 0) return `No case ran, so nothing was measured.${firstProblem(report)}`
  return report.verdict === 'failed' ? failureSentence(report) : passSentence(report)
}

/** Why a case is not simply `unchanged`: its own words, most telling first. Empty when there is nothing to say. */
export function reasonsOf(one: ReportCase): string[] {
  const moved = one.comparison?.measures.filter(({ verdict }) => verdict === 'regressed' || verdict === 'missing') ?? []
  const failed = one.checks.filter(({ pass }) => !pass).map(({ message }) => message)
  const reasons = [
    // What an assertion throws holds what it found, framed for the terminal.
    ...one.errors.filter((error) => !failed.some((message) => error.includes(message))),
    ...failed,
    ...(one.note === null ? [] : [one.note]),
    ...(one.comparison?.reasons ?? []),
    ...moved.map(movement),
  ]
  if (reasons.length > 0) return [...new Set(reasons)].map(plainText)
  return one.verdict in unexplained ? [unexplained[one.verdict as keyof typeof unexplained]] : []
}

const unexplained = {
  failed: 'It failed and left no message.',
  regressed: 'It is worse than the baseline; the record does not say where.',
  missing: 'The baseline has it, this run does not.',
  incomparable: 'It cannot be compared with the baseline; the record does not say why.',
  skipped: 'It was skipped and gave no reason.',
}

/** `AP, multilingual: .301, baseline .359, tolerance .010.` */
function movement(one: MeasureComparison): string {
  const unit = unitOf(one.measure, [one.expected ?? 0, one.actual ?? 0])
  const [actual, expected, tolerance] = [one.actual, one.expected, one.tolerance].map((value) =>
    formatValue(value, unit),
  )
  return `${one.measure}, ${one.setting}: ${actual}, baseline ${expected}, tolerance ${tolerance}.`
}

function passSentence({ cases }: Report): string {
  const measured = cases.filter(({ run }) => run !== null).length
  const checks = cases.flatMap((one) => one.checks)
  const held = checks.filter(({ pass }) => pass).length
  const clauses = [`${counted(cases.length, 'case')}${measured === cases.length ? '' : `, ${measured} measured`}`]
  if (checks.length > 0)
    clauses.push(held === checks.length ? allHold(held) : `${held} of ${checks.length} assertions hold`)
  return `Passed: ${clauses.join('; ')}. ${baselineSentence(cases)}`
}

function allHold(count: number): string {
  return count === 1 ? 'the one assertion holds' : `all ${count.toLocaleString('en-US')} assertions hold`
}

function baselineSentence(cases: readonly ReportCase[]): string {
  const compared = cases.filter(({ comparison }) => comparison?.measures.some(({ expected }) => expected !== null))
  if (compared.length === 0) return 'Nothing was compared with a baseline.'
  const order: readonly Verdict[] = ['improved', 'unchanged', 'new', 'skipped', ...failing]
  const counts = order.flatMap((verdict) => {
    const count = cases.filter((one) => one.verdict === verdict).length
    return count === 0 ? [] : [`${count} ${verdict}`]
  })
  return `Against the baseline: ${counts.join(', ')}.`
}

function failureSentence(report: Report): string {
  const culprits = failuresOf(report.cases)
  const first = culprits[0]
  if (first === undefined) return `Failed.${firstProblem(report) || ' No case says why.'}`
  const counts = failing.flatMap((verdict) => {
    const count = culprits.filter((one) => one.verdict === verdict).length
    return count === 0 ? [] : [`${count} ${verdict}`]
  })
  const reason = regressionSentence(first) ?? shortened(reasonsOf(first)[0] ?? '', 240)
  const scope = `Failed: ${listInSentence(counts)} of ${counted(report.cases.length, 'case')}.`
  return `${scope} First, ${nameInSentence(first.test)}: ${reason}${firstProblem(report)}`
}

/** `multilingual AP fell from .342 to .301, most of all in Thai (th).` Null where that is not what failed. */
export function regressionSentence(one: ReportCase): string | null {
  const first = regressedOf(one)[0]
  if (first === undefined || (one.verdict !== 'regressed' && first.loss === undefined)) return null
  const unit = unitOf(first.measure, [first.expected, first.actual])
  const [from, to] = [formatValue(first.expected, unit), formatValue(first.actual, unit)]
  const what = `${first.setting} ${plainText(first.measure)}`
  if (first.wholeHolds)
    return `${what} holds as a whole, ${from} → ${to}, and does not in ${brokenLanguages(first, unit)}.`
  const verb = first.actual < first.expected ? 'fell' : first.actual > first.expected ? 'rose' : 'stayed'
  const language = hardestHit(first.loss, first.direction)
  const most = language === null ? '' : `, most of all in ${nameInSentence(languageName(language))}`
  const limit = first.limit === undefined ? '' : `; its limit is ${formatValue(first.limit, unit)}`
  return `${what} ${verb} from ${from} to ${to}${most}${limit}.`
}

/** `Thai (th), .360 → .112`: the languages that lost more than one may, the first few with their values. */
function brokenLanguages({ loss }: Regressed, unit: Unit): string {
  const broken = loss?.languages.filter(({ verdict }) => verdict === 'regressed') ?? []
  const named = broken.slice(0, 3).map(({ language, expected, actual }) => {
    return `${nameInSentence(languageName(language))}, ${formatValue(expected, unit)} → ${formatValue(actual, unit)}`
  })
  const more = broken.length > named.length ? [`${broken.length - named.length} more`] : []
  return listInSentence([...named, ...more]) || 'single languages'
}

function firstProblem({ problems }: Report): string {
  return problems[0] === undefined ? '' : ` ${shortened(problems[0], 240)}`
}
