import type { FallenQuery, Loss, PairChange } from '../gate/comparison.ts'
import { rerunCommand } from '../gate/gate.ts'
import { languageName } from '../gate/language-name.ts'
import { differenceBars } from './charts/difference-bars.ts'
import { formatP } from './choice.ts'
import { formatDifference, formatPercent, formatValue, type Unit, unitOf } from './number-format.ts'
import { plainText, shortened } from './plain-text.ts'
import type { ReportCase } from './report.ts'
import { gainOf, type Regressed, regressedOf } from './telling-loss.ts'

/** What got worse than the baseline allows, where it comes from, and how to run it again. */
export interface RegressionView {
  /** At most `mostRows`, most telling first. */
  readonly rows: readonly RegressedRow[]
  /** Whether any of them has an interval and p. */
  readonly tested: boolean
  /** How many more there are; 0 for none. */
  readonly more: number
  /** Which language, which pair; empty where the baseline keeps no values of queries. */
  readonly where: string
  /** Bars by language; null where they are not known. */
  readonly bars: { readonly title: string; readonly svg: string } | null
  readonly queries: readonly FallenView[]
  readonly command: string
}

export interface RegressedRow {
  readonly measure: string
  readonly setting: string
  readonly expected: string
  readonly actual: string
  readonly difference: string
  /** 95 %, and p; empty where nothing was tested. */
  readonly interval: string
  readonly p: string
}

export interface FallenView {
  readonly text: string
  readonly language: string
  readonly change: string
}

const mostRows = 4

/** Null where nothing regressed. */
export function regressionView(one: ReportCase): RegressionView | null {
  const regressed = regressedOf(one)
  const first = regressed[0]
  if (first === undefined) return null
  const unit = unitOf(first.loss?.of ?? first.measure, [first.expected, first.actual])
  const rows = regressed.slice(0, mostRows).map(regressedRow)
  return {
    rows,
    tested: rows.some(({ p }) => p !== ''),
    more: Math.max(0, regressed.length - mostRows),
    where: [...culpritSentence(regressed), ...lossSentences(first, unit)].join(' '),
    bars: first.loss ? barsOf(first, first.loss, unit) : null,
    queries: (first.loss?.queries ?? []).map((query) => fallenView(query, unit)),
    command: plainText(rerunCommand(one)),
  }
}

function regressedRow({ measure, setting, expected, actual, test }: Regressed): RegressedRow {
  const unit = unitOf(measure, [expected, actual])
  const [low, high] = test?.interval ?? []
  const known = low !== undefined && high !== undefined
  return {
    measure: plainText(measure),
    setting,
    expected: formatValue(expected, unit),
    actual: formatValue(actual, unit),
    difference: formatDifference(actual - expected, unit),
    interval: known ? `${formatDifference(low, unit)} to ${formatDifference(high, unit)}` : '',
    p: test === undefined ? '' : formatP(test.p).replace(/^p\s(=\s)?/, ''),
  }
}

/** The language that explains most of a loss, in the first measure that knows it. */
function culpritSentence(regressed: readonly Regressed[]): string[] {
  const known = regressed.flatMap(({ measure, setting, loss }) =>
    loss?.culprit ? [{ ...loss.culprit, where: `${setting} ${loss.of ?? measure}` }] : [],
  )
  return known
    .slice(0, 1)
    .map(({ language, share, where }) =>
      plainText(`${languageName(language)} takes part in ${formatPercent(share)} of what ${where} lost.`),
    )
}

function lossSentences({ loss, direction }: Regressed, unit: Unit): string[] {
  if (loss === undefined) return []
  const { languages, pair } = loss
  const first = languages[0]
  const broken = languages.filter(({ verdict }) => verdict === 'regressed').length
  const changed = ({ expected, actual }: Pick<PairChange, 'expected' | 'actual'>) =>
    `${formatValue(expected, unit)} → ${formatValue(actual, unit)}`
  return [
    ...(first && gainOf(first, direction) < 0
      ? [
          `Queries in ${languageName(first.language)} lost most: ${changed(first)}${first.p === undefined ? '' : ` (${formatP(first.p)})`}.`,
        ]
      : []),
    ...(broken > 0 ? [`${broken} of ${languages.length} languages lost more than one may.`] : []),
    ...(pair && gainOf(pair, direction) < 0
      ? [
          `The pair that lost most: queries in ${languageName(pair.query)}, documents in ${languageName(pair.document)}, ${changed(pair)}.`,
        ]
      : []),
  ].map(plainText)
}

function barsOf({ measure, setting, direction }: Regressed, loss: Loss, unit: Unit): RegressionView['bars'] {
  const bars = loss.languages.map(({ language, expected, actual }) => ({
    language,
    gain: gainOf({ expected, actual }, direction),
    change: actual - expected,
  }))
  const title = `${plainText(loss.of ?? measure)}, ${setting}, by query language: against the baseline`
  const svg = differenceBars(bars, title, unit)
  return svg === null ? null : { title, svg }
}

function fallenView({ text, language, before, after }: FallenQuery, unit: Unit): FallenView {
  return {
    text: shortened(text, 120),
    language: plainText(language),
    change: `${formatValue(before, unit)} → ${formatValue(after, unit)}`,
  }
}
