import type { Language } from '../retrieval.ts'
import type { ComparisonTest, FallenQuery, LanguageChange, Loss, MeasureComparison } from './comparison.ts'
import { formatValue } from './format-value.ts'
import { languageName } from './language-name.ts'

/** What is worse than the baseline: one text a value, what lost most first, and before all of them the language that lost in most. */
export function lossReasons(measures: readonly MeasureComparison[]): string[] {
  const regressed = measures.filter(({ verdict }) => verdict === 'regressed')
  return [...headline(regressed), ...regressed.map(lossReason)]
}

/** The language that lost most in more than half of the values that lost, if any did. */
function headline(regressed: readonly MeasureComparison[]): string[] {
  const known = regressed.flatMap(({ loss }) => loss ?? [])
  const counts = new Map<Language, number>()
  for (const loss of known) {
    const worst = worstLanguage(loss)
    if (worst !== null) counts.set(worst, (counts.get(worst) ?? 0) + 1)
  }
  const [language, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])
  if (count * 2 <= known.length) return []
  const of = known.length === 1 ? '' : ` in ${count} of ${known.length} values`
  return [`${languageName(language)} lost most${of}.`]
}

/** The one that explains the loss, else the one whose own queries lost most. */
function worstLanguage({ culprit, languages }: Loss): Language | null {
  return culprit?.language ?? languages[0]?.language ?? null
}

function lossReason(comparison: MeasureComparison): string {
  const { loss } = comparison
  const lines = [meanLine(comparison)]
  if (loss) {
    lines.push(...floorLines(loss, comparison), ...placeLines(loss), ...fallenLines(loss.queries))
  }
  return lines.filter((line) => line !== '').join('\n')
}

function meanLine({ measure, setting, expected, actual, tolerance, test, wholeHolds }: MeasureComparison): string {
  const [was, is] = [expected ?? Number.NaN, actual ?? Number.NaN]
  const figures = `${measure} (${setting}) is ${formatValue(is)}, the baseline has ${formatValue(was)}: ${signed(is - was)}, tolerance ${formatValue(tolerance)}.`
  return `${figures}${test ? ` ${testSentence(test)}` : ''}${wholeHolds ? ' As a whole it holds.' : ''}`
}

function testSentence({ p, family, interval, queries, concepts, seeds }: ComparisonTest): string {
  const range = interval ? `95 % interval ${signed(interval[0])} to ${signed(interval[1])}; ` : ''
  const trained = seeds > 1 ? `, ${seeds} seeds` : ''
  return `${capital(`${range}${formatP(p)} (Holm, ${count(family, 'test')})`)}; ${count(queries, 'query', 'queries')} of ${count(concepts, 'concept')}${trained}.`
}

/** Languages that lost more than one may. */
function floorLines({ languages }: Loss, { measure, setting }: MeasureComparison): string[] {
  return languages
    .filter(({ verdict }) => verdict === 'regressed')
    .map(
      (each) =>
        `${languageName(each.language)} lost more than a language may: ${measure} (${setting}) ${change(each)}, tolerance ${formatValue(each.tolerance)}${each.p === undefined ? '' : `, ${formatP(each.p)}`}.`,
    )
}

function placeLines({ languages, pair, culprit }: Loss): string[] {
  const [worst] = languages
  const explained = culprit
    ? `${languageName(culprit.language)} takes part in ${Math.round(100 * culprit.share)} % of the loss.`
    : ''
  const most =
    worst && worst.verdict !== 'regressed' ? `${languageName(worst.language)} lost most: ${change(worst)}.` : ''
  const worstPair = pair
    ? `The pair that lost most: queries in ${languageName(pair.query)}, documents in ${languageName(pair.document)}, ${change(pair)}.`
    : ''
  return [[explained, most, worstPair].filter((part) => part !== '').join(' ')]
}

function fallenLines(queries: readonly FallenQuery[]): string[] {
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
