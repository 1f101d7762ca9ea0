import type { RunRecord } from '../experiment/record.ts'
import type { MeasureComparison, Verdict } from '../gate/comparison.ts'
import { mean } from '../mean.ts'
import { boundSign } from '../metrics/bound-sign.ts'
import type { Json } from '../retrieval.ts'
import { isFailing, reasonsOf } from './gate-sentence.ts'
import { formatDifference, formatSeconds, formatValue, isNumber, unitOf } from './number-format.ts'
import { counted, plainText } from './plain-text.ts'
import type { ReportCase } from './report.ts'

/** Everything about one case, ready to be written down. */
export interface CaseView {
  /** Anchor in the page. */
  readonly id: string
  readonly test: string
  readonly file: string
  readonly verdict: Verdict
  readonly tone: Tone
  readonly open: boolean
  readonly reasons: readonly string[]
  /** What to do about the verdict; null where nothing is to be done. */
  readonly remedy: string | null
  /** What to know of the run that was scored. */
  readonly warnings: readonly string[]
  readonly checks: readonly { readonly matcher: string; readonly pass: boolean; readonly message: string }[]
  /** Null where nothing was compared. */
  readonly comparison: { readonly open: boolean; readonly measures: readonly ComparisonRow[] } | null
  readonly facts: readonly Fact[]
  /** Pretty-printed; null where there is no result. */
  readonly configuration: string | null
}

/** How a verdict is coloured. */
export type Tone = 'good' | 'bad' | 'neutral'

export interface Fact {
  readonly term: string
  readonly text: string
}

export interface ComparisonRow {
  readonly measure: string
  readonly setting: string
  readonly expected: string
  readonly actual: string
  readonly difference: string
  readonly tolerance: string
  readonly verdict: MeasureComparison['verdict']
  readonly tone: Tone
}

const remedies: Readonly<Partial<Record<Verdict, string>>> = {
  failed: 'Mend the case, or change what it asserts.',
  regressed: 'Find the change that did it, or accept the new numbers with -u.',
  missing: 'Run the whole suite, or take the case out of the baseline with -u.',
  incomparable: 'Data or configuration are not the baseline’s: restore them, or write a new baseline with -u.',
}

const tones: Readonly<Partial<Record<MeasureComparison['verdict'] | Verdict, Tone>>> = {
  improved: 'good',
  unchanged: 'good',
  passed: 'good',
  regressed: 'bad',
  failed: 'bad',
  missing: 'bad',
  incomparable: 'bad',
}

/** @param index place in the report, for the anchor */
export function caseView(one: ReportCase, index: number): CaseView {
  return {
    id: `case-${index + 1}`,
    test: plainText(one.test) || 'unnamed',
    file: plainText(one.file),
    verdict: one.verdict,
    tone: tones[one.verdict] ?? 'neutral',
    open: isFailing(one),
    reasons: reasonsOf(one),
    remedy: remedies[one.verdict] ?? null,
    warnings: (one.run?.warnings ?? []).map(plainText),
    checks: one.checks.map(({ matcher, pass, message }) => ({
      matcher: plainText(matcher),
      pass,
      message: plainText(message),
    })),
    comparison: comparisonOf(one),
    facts: one.run === null ? [] : runFacts(one.run),
    configuration: one.run === null ? null : prettyJson(one.run.configuration),
  }
}

/** Indented JSON with control characters spelt out. */
function prettyJson(value: Json): string {
  return plainText(JSON.stringify(value, null, 2))
}

function comparisonOf(one: ReportCase): CaseView['comparison'] {
  const measures = one.comparison?.measures ?? []
  if (measures.length === 0) return null
  return {
    open: measures.some(({ verdict }) => verdict !== 'unchanged' && verdict !== 'new'),
    measures: inOrderOf(one.run, measures).map(row),
  }
}

/** As the run holds them, which is the order of the tables above; what the run lacks comes last. */
function inOrderOf(run: RunRecord | null, measures: readonly MeasureComparison[]): MeasureComparison[] {
  const scores = run?.scores ?? []
  const places = measures.map((one) => {
    const place = scores.findIndex(({ measure, setting }) => measure === one.measure && setting === one.setting)
    return { one, place: place < 0 ? scores.length : place }
  })
  return places.sort((a, b) => a.place - b.place).map(({ one }) => one)
}

function row(one: MeasureComparison): ComparisonRow {
  const { expected, actual } = one
  const unit = unitOf(one.measure, [expected ?? 0, actual ?? 0])
  const both = isNumber(expected) && isNumber(actual)
  return {
    measure: plainText(one.measure),
    setting: one.setting,
    expected: formatValue(expected, unit, 4),
    actual: isNumber(actual) ? boundSign(one.bound) + formatValue(actual, unit, 4) : formatValue(actual, unit),
    difference: formatDifference(both && one.bound === undefined ? actual - expected : null, unit, 4),
    tolerance: formatValue(one.tolerance, unit, 4),
    verdict: one.verdict,
    tone: one.verdict === 'unchanged' ? 'neutral' : (tones[one.verdict] ?? 'neutral'),
  }
}

function runFacts(run: RunRecord): Fact[] {
  const { dataset, training, seconds, environment } = run
  const facts: [string, string][] = [
    ['row', `${run.label}${run.control ? ' (control)' : ''}`],
    ['encoder', run.encoder.name],
    ['data set', `${dataset.name}, revision ${dataset.revision}`],
    ['data hash', dataset.hash],
    ['training', training === null ? 'none' : trainingText(training)],
    ...(training === null ? [] : ([['training data hash', training.pairs.hash]] as [string, string][])),
    ['seeds', run.seeds.join(', ') || 'none'],
    ['time', timeText(run)],
    [
      'computed by',
      `${environment.kernel} on ${environment.platform}, Node ${environment.node}, version ${environment.package}`,
    ],
    ...(environment.refused ?? []).map(({ engine, reason }): [string, string] => [`${engine} not used`, reason]),
    ['configuration hash', run.configurationHash],
    ['digest of all ranks', run.digest],
  ]
  return facts.map(([term, text]) => ({ term, text: plainText(text) }))

  function timeText({ training }: RunRecord): string {
    const train = training === null ? '' : `training ${formatSeconds(mean(training.seconds))} a seed, `
    return `${train}encoding ${formatSeconds(seconds.encode)}, evaluation ${formatSeconds(seconds.evaluate)}`
  }
}

function trainingText({ samplerLabel, pairs, steps, batchSize, kernel }: NonNullable<RunRecord['training']>): string {
  const data = `${counted(pairs.concepts, 'concept')} of ${pairs.name}, revision ${pairs.revision}`
  return `${samplerLabel}; ${data}; ${counted(steps, 'step')} of ${counted(batchSize, 'pair')}; ${kernel}`
}
