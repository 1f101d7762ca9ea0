import { settings } from '../retrieval.ts'
import { type DatasetGroup, leadingMeasure, type Row } from './dataset-group.ts'
import { formatDifference, formatSpread, formatValue } from './number-format.ts'
import { counted, listInSentence, nameInSentence, shortened } from './plain-text.ts'
import { significantAt } from './seed-test.ts'
import { type Place, type Standing, standingOf } from './standing.ts'

/** Which system to use on one data set, why, and how sure that is. */
export interface Choice {
  /** One sentence for those who read no further. */
  readonly sentence: string
  /** The choice in every setting, beside the best or those that come next. */
  readonly reasons: readonly string[]
  /** What the certainty rests on, and what it does not cover. */
  readonly certainty: string
  /** How the choice was made. */
  readonly rule: string
  readonly chosen: Row
  /** Those that nothing tells apart from the chosen; without it. */
  readonly level: readonly Row[]
}

/**
 * A system falls behind in a setting if it is below the best by more than this share of it, and significantly so where there
 * are seeds to test with: of one seed the value decides.
 */
const negligible = 0.02

/** More than these are not named in one clause. */
const namedAtMost = 3

/**
 * The contender to use, by the numbers alone: those that fall behind the best of a setting are out, of the others the one
 * with the best leading measure in the pool of all languages is taken (or in the last setting there is). Controls cannot be chosen, but
 * their numbers count as any. Null where fewer than two contenders were measured.
 */
export function choiceOf({ rows }: DatasetGroup): Choice | null {
  const measure = leadingMeasure(rows)
  if (measure === null) return null
  const contenders = rows.filter(({ run }) => !run.control)
  const measured = settings.flatMap((setting) => standingOf(rows, measure, setting) ?? [])
  const standings = measured.filter(({ leaders }) => leaders.length > 0)
  const last = standings.at(-1)
  const ranked = last?.known.filter(({ row }) => contenders.includes(row)) ?? []
  if (last === undefined || ranked.length < 2) return null
  const others = standings.slice(0, -1)
  const sound = ranked.filter(({ row }) => others.every((standing) => !fallsBehind(standing, row)))
  const first = (sound[0] ?? ranked[0]) as Place
  const level = levelWith(first, sound.length > 0 ? sound : ranked, last)
  const distance = standingOf(rows, 'RankDistance', 'multilingual')
  return {
    sentence: sentenceOf({ first, level, close: closeTo(first, sound), last, compromise: sound.length === 0, others }),
    reasons: [...standings.toReversed(), ...(distance ? [distance] : [])].flatMap((one) => reasonOf(one, first.row)),
    certainty: certaintyOf(rows, last),
    rule: ruleOf(last, others),
    chosen: first.row,
    level: level.map(({ row }) => row),
  }
}

function fallsBehind({ known, lowerIsBetter }: Standing, row: Row): boolean {
  const best = known[0] as Place
  const mine = known.find((place) => place.row === row)
  if (mine === undefined) return true
  const short = (lowerIsBetter ? 1 : -1) * (mine.score.value - best.score.value)
  return short > negligible * Math.abs(best.score.value) && (mine.p === null || mine.p <= significantAt)
}

/** Those that read as the first does, or that no test over seeds tells apart from it where the first leads its column. */
function levelWith(first: Place, among: readonly Place[], standing: Standing): Place[] {
  const leads = standing.leaders.includes(first)
  return among.filter(
    (place) =>
      place !== first &&
      (written(standing, place) === written(standing, first) || (leads && standing.level.includes(place))),
  )
}

/** Behind the first by next to nothing. */
function closeTo(first: Place, sound: readonly Place[]): Place[] {
  const most = negligible * Math.abs(first.score.value)
  return sound.filter((place) => place !== first && Math.abs(place.score.value - first.score.value) <= most)
}

interface Facts {
  readonly first: Place
  readonly level: readonly Place[]
  readonly close: readonly Place[]
  readonly last: Standing
  /** Everyone falls behind somewhere. */
  readonly compromise: boolean
  readonly others: readonly Standing[]
}

function sentenceOf({ first, level, close, last, compromise, others }: Facts): string {
  const what = `${last.setting} ${last.measure}`
  const name = nameOf(first)
  if (compromise) {
    const where = others.filter((standing) => fallsBehind(standing, first.row)).map(({ setting }) => setting)
    return `No system is good everywhere: ${name} has the best ${what}, ${withMargin(last, first)}, and falls behind in the ${listInSentence(where)} setting.`
  }
  if (level.length > 0) {
    const values = [first, ...level.slice(0, namedAtMost)].map((place) => withMargin(last, place))
    return `${listInSentence([name, ...namesOf(level)])} cannot be told apart in ${what}: ${listInSentence(values)}${seedsClause(first)}. Any of them will do.`
  }
  const untested = last.known.every(({ p }) => p === null)
  const doubt = untested ? ' One seed each cannot tell luck from merit: run at least three before relying on it.' : ''
  const lead = last.leaders.includes(first) ? `the best ${what}` : `the best ${what} of those that fall behind nowhere`
  const rest = others.length > 0 && last.leaders.includes(first) ? `, and falls behind in no other setting` : ''
  return `Use ${name}: it has ${lead}, ${withMargin(last, first)}${seedsClause(first)}${rest}.${closeSentence(close)}${doubt}`
}

function closeSentence(close: readonly Place[]): string {
  if (close.length === 0) return ''
  return ` ${listInSentence(namesOf(close))} ${close.length > 1 ? 'come' : 'comes'} within ${100 * negligible}\u00a0% of it.`
}

/** The chosen in one setting: what is better, or else what comes next. */
function reasonOf(standing: Standing, row: Row): string[] {
  const mine = standing.known.find((place) => place.row === row)
  if (mine === undefined) return []
  const what =
    standing.measure === 'RankDistance' ? 'Rank distance' : `${capital(standing.setting)} ${standing.measure}`
  const better = standing.known.slice(0, standing.known.indexOf(mine)).filter((one) => !isTie(standing, one, mine))
  const best = better[0]
  const own = `${what} ${withMargin(standing, mine)}`
  if (best !== undefined) return [`${own}: ${behind(standing, mine, best)}.`]
  const ties = standing.known.filter((place) => place !== mine && isTie(standing, place, mine))
  if (ties.length > 0)
    return [`${own}, the best; ${listInSentence(namesOf(ties))} ${ties.length > 1 ? 'have' : 'has'} the same.`]
  const next = standing.known.filter((place) => place !== mine && !place.row.run.control).slice(0, namedAtMost - 1)
  const rest = next.map((place) => `${nameOf(place)} ${withMargin(standing, place)}${chance(place)}`)
  return [rest.length === 0 ? `${own}.` : `${own}, the best; next ${listInSentence(rest)}.`]
}

function behind(standing: Standing, mine: Place, best: Place): string {
  const gap = formatDifference(mine.score.value - best.score.value, standing.unit)
  const control = best.row.run.control ? 'the control ' : ''
  const from = `${gap} from the best, ${control}${nameOf(best)} with ${withMargin(standing, best)}`
  return `${from}${chance(mine)}`
}

/** ` (p = .02)`, or that chance may have done it. */
function chance({ p }: Place): string {
  if (p === null) return ''
  return p <= significantAt ? ` (${formatP(p)})` : ` (level, ${formatP(p)})`
}

/** `p = .03`, `p < .001`; its blanks do not break. */
export function formatP(p: number): string {
  if (p < 0.001) return 'p\u00a0<\u00a0.001'
  return `p\u00a0=\u00a0${p.toFixed(p < 0.00995 ? 3 : 2).replace(/^0/, '')}`
}

/** The first few, and how many more there are. */
function namesOf(places: readonly Place[]): string[] {
  const more = places.length - namedAtMost
  return [...places.slice(0, namedAtMost).map(nameOf), ...(more > 0 ? [`${more} more`] : [])]
}

function nameOf({ row }: Place): string {
  return nameInSentence(shortened(row.label, 48))
}

function isTie(standing: Standing, a: Place, b: Place): boolean {
  return written(standing, a) === written(standing, b)
}

function certaintyOf(rows: readonly Row[], { known }: Standing): string {
  const { queries } = (rows[0] as Row).run.dataset
  const counts = known.map(({ score }) => score.perSeed.length)
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  const seeds = fewest === most ? counted(most, 'seed') : `${fewest} to ${counted(most, 'seed')}`
  const base = `${capital(seeds)} each, ${counted(queries, 'query', 'queries')}`
  if (known.every(({ p }) => p === null)) return `${base}: how much of a difference is chance is not known.`
  return `${base}. ± is the 95 % interval of the mean over seeds; p is Welch’s t over seeds, corrected by Holm’s method over the column: would other seeds, on these same queries, show the difference again? Above .05 two systems are called level. It does not answer for other queries; toOutperform in a suite does.`
}

function ruleOf(last: Standing, others: readonly Standing[]): string {
  const names = listInSentence(others.map(({ setting }) => setting))
  const where = `the ${names} setting${others.length > 1 ? 's' : ''}`
  const best = `the one with the best ${last.setting} ${last.measure}`
  if (others.length === 0) return `Rule: of the systems that are no controls, ${best}.`
  return `Rule: of the systems that are no controls and not more than ${100 * negligible}\u00a0% below the best (significantly, where there are seeds to test with) in ${where}, ${best}.`
}

function withMargin(standing: Standing, { score, margin }: Place): string {
  const value = formatValue(score.value, standing.unit)
  return margin === null ? value : `${value}\u00a0${formatSpread(margin, standing.unit).replace('±', '±\u00a0')}`
}

function seedsClause({ score }: Place): string {
  return score.perSeed.length > 1 ? ` over ${score.perSeed.length} seeds` : ''
}

function written(standing: Standing, place: Place): string {
  return formatValue(place.score.value, standing.unit)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
