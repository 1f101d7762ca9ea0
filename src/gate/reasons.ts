import type { Language } from '../retrieval.ts'
import type { ComparisonTest, FallenQuery, LanguageChange, Loss, MeasureComparison } from './comparison.ts'
import { formatValue } from './format-value.ts'
import { languageName } from './language-name.ts'

/** So many languages that lost too much are named. */
const mostLanguages = 5

/**
 * What is worse than the baseline: before all else the language that lost in most values, then one text a value, what lost
 * most first. Values of which no single queries are known follow in one line where others have more to tell.
 */
export function lossReasons(measures: readonly MeasureComparison[]): string[] {
  const regressed = measures.filter(({ verdict }) => verdict === 'regressed')
  const told = regressed.filter(({ loss }) => loss !== undefined)
  if (told.length === 0) return regressed.map(lossReason)
  return [...headline(told), ...told.map(lossReason), ...alsoWorse(regressed.filter(({ loss }) => !loss))]
}

/** The language that lost most in more than half of the values that lost, if any did. */
function headline(told: readonly MeasureComparison[]): string[] {
  const counts = new Map<Language, number>()
  for (const { loss, direction } of told) {
    const worst = loss ? worstLanguage(loss, direction) : null
    if (worst !== null) counts.set(worst, (counts.get(worst) ?? 0) + 1)
  }
  const [language, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])
  if (count * 2 <= told.length) return []
  const of = told.length === 1 ? '' : ` in ${count} of ${told.length} values`
  return [`${languageName(language)} lost most${of}.`]
}

/** The one that explains the loss, else the one whose own queries lost clearly more than those of any other. */
function worstLanguage({ culprit, languages }: Loss, direction: 'higher' | 'lower'): Language | null {
  if (culprit) return culprit.language
  const [first, second] = languages.map(
    ({ expected, actual }) => (actual - expected) * (direction === 'higher' ? -1 : 1),
  )
  const clear = first !== undefined && first > 0 && (second === undefined || first > 1.25 * second)
  return clear ? (languages[0]?.language ?? null) : null
}

function lossReason(comparison: MeasureComparison): string {
  const { loss } = comparison
  const lines = [meanLine(comparison)]
  if (loss) lines.push(...floorLine(loss), ...placeLine(loss, comparison.direction), ...fallenLine(loss.queries))
  return lines.join('\n')
}

function alsoWorse(regressed: readonly MeasureComparison[]): string[] {
  if (regressed.length === 0) return []
  const each = regressed.map(({ measure, setting, expected, actual, tolerance }) => {
    const [was, is] = [expected ?? Number.NaN, actual ?? Number.NaN]
    return `${measure} (${setting}) ${formatValue(was)} → ${formatValue(is)}, tolerance ${formatValue(tolerance)}`
  })
  return [`Beyond their tolerance too: ${each.join('; ')}.`]
}

function meanLine({ measure, setting, expected, actual, tolerance, test, wholeHolds }: MeasureComparison): string {
  const [was, is] = [expected ?? Number.NaN, actual ?? Number.NaN]
  const figures = `${measure} (${setting}) is ${formatValue(is)}, the baseline has ${formatValue(was)}: ${signed(is - was)}, tolerance ${formatValue(tolerance)}.`
  return `${figures}${test ? ` ${testSentence(test)}` : ''}${wholeHolds ? ' As a whole it holds.' : ''}`
}

function testSentence({ p, alpha, atMost, family, interval, queries, concepts, seeds }: ComparisonTest): string {
  const range = interval ? `95 % interval ${signed(interval[0])} to ${signed(interval[1])}; ` : ''
  const trained = seeds > 1 ? `, ${seeds} seeds` : ''
  const excuse = p > alpha && atMost !== undefined ? ` More than ${formatValue(atMost)} is excused by no p.` : ''
  return `${capital(`${range}${formatP(p)} (Holm, ${count(family, 'test')})`)}; ${count(queries, 'query', 'queries')} of ${count(concepts, 'concept')}${trained}.${excuse}`
}

/** Languages that lost more than one may. */
function floorLine({ languages, of }: Loss): string[] {
  if (of !== undefined) return [`No values of queries are kept of it; by those of ${of}:`]
  const broken = languages.filter(({ verdict }) => verdict === 'regressed')
  const [first] = broken
  if (!first) return []
  const each = broken
    .slice(0, mostLanguages)
    .map((one) => `${languageName(one.language)} ${change(one)}${one.p === undefined ? '' : `, ${formatP(one.p)}`}`)
  const more = broken.length > mostLanguages ? `; and ${broken.length - mostLanguages} more` : ''
  const allowed = `tolerance ${formatValue(first.tolerance)}`
  return [
    broken.length === 1
      ? `${languageName(first.language)} lost more than a language may, ${allowed}: ${each[0]?.slice(languageName(first.language).length + 1)}.`
      : `${broken.length} languages lost more than one may, ${allowed}: ${each.join('; ')}${more}.`,
  ]
}

function placeLine({ languages, pair, culprit }: Loss, direction: 'higher' | 'lower'): string[] {
  const worst = worstLanguage({ languages, pair, culprit: null, queries: [] }, direction)
  const [first] = languages
  const parts = [
    culprit ? `${languageName(culprit.language)} takes part in ${Math.round(100 * culprit.share)} % of the loss.` : '',
    first && worst !== null && first.verdict !== 'regressed'
      ? `Of the languages that ask, ${languageName(first.language)} lost most: ${change(first)}.`
      : '',
    pair
      ? `The pair that lost most: queries in ${languageName(pair.query)}, documents in ${languageName(pair.document)}, ${change(pair)}.`
      : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? [] : [parts.join(' ')]
}

function fallenLine(queries: readonly FallenQuery[]): string[] {
  if (queries.length === 0) return []
  const each = queries.map(
    ({ id, text, language, before, after }) =>
      `“${excerpt(text)}” (${language}, ${id}) ${formatValue(before, 3)} → ${formatValue(after, 3)}`,
  )
  return [`Fell furthest: ${each.join('; ')}.`]
}

/** Long texts cut, and no line break or control character left that could disturb a terminal. */
function excerpt(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const letters = [...plain]
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : plain
}

function change({ expected, actual }: Pick<LanguageChange, 'expected' | 'actual'>): string {
  return `${formatValue(expected)} → ${formatValue(actual)} (${signed(actual - expected)})`
}

function signed(value: number): string {
  // No sign before what rounds to nothing.
  const figure = formatValue(value)
  return /[1-9]/.test(figure) ? `${value < 0 ? '' : '+'}${figure}` : `±${figure.replace('-', '')}`
}

function formatP(p: number): string {
  return p < 1e-4 ? 'p < 0.0001' : `p = ${p.toPrecision(2)}`
}

function count(n: number, one: string, many: string = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
