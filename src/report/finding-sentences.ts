import { settings } from '../retrieval.ts'
import { type DatasetGroup, leadingMeasure } from './dataset-group.ts'
import { formatPercent, formatValue } from './number-format.ts'
import { counted, listInSentence, nameInSentence } from './plain-text.ts'
import { type Place, type Standing, standingOf } from './standing.ts'

/**
 * What was measured on one data set, in sentences: the best in each setting, where hybrid stands, who is least biased, and
 * how far to trust it. `Best` is said of one row alone and of nothing that reads the same or that a test over seeds does not tell apart.
 */
export function findingSentences({ name, rows }: DatasetGroup): string[] {
  const measure = leadingMeasure(rows)
  const all = measure === null ? [] : settings.flatMap((setting) => standingOf(rows, measure, setting) ?? [])
  const standings = all.filter(({ leaders }) => leaders.length > 0)
  const distance = standingOf(rows, 'RankDistance', 'multilingual')
  const place = `On ${nameInSentence(name)}`
  if (measure === null || standings.length === 0) return [`${place}, no case left a number to compare.`]
  if (rows.length === 1)
    return [singleSentence(place, standings), ...distanceSentences(distance), trustSentence(rows.length, standings)]
  return [
    `${place}, ${leaderClauses(standings).join('; ')}.`,
    ...hybridSentences(standings),
    ...distanceSentences(distance),
    trustSentence(rows.length, standings),
  ]
}

function singleSentence(place: string, standings: readonly Standing[]): string {
  const only = standings[0]?.known[0] as Place
  const values = standings.map((standing) => `${standing.setting} ${written(standing, standing.known[0])}`)
  return `${place}, ${nameOf(only)} reaches ${standings[0]?.measure} ${listInSentence(values)}.`
}

/** One clause for each set of leaders, with all the settings they lead among equally many. */
function leaderClauses(standings: readonly Standing[]): string[] {
  const byLeaders = new Map<string, Standing[]>()
  for (const standing of standings) {
    const key = JSON.stringify([standing.known.length, standing.level.map(({ row }) => row.label).sort()])
    byLeaders.set(key, [...(byLeaders.get(key) ?? []), standing])
  }
  return [...byLeaders.values()].map(leaderClause)
}

function leaderClause(standings: readonly Standing[]): string {
  const first = standings[0] as Standing
  const where = listInSentence(standings.map((one) => `${one.setting} ${one.measure} (${range(one)})`))
  if (first.known.length === 1) return `${nameOf(first.known[0] as Place)} alone has ${where}`
  if (first.level.length === 1) return `${nameOf(first.level[0] as Place)} has the best ${where}`
  const everyone = first.level.length === first.known.length && first.level.length > 2
  const names = everyone ? `all ${first.level.length}` : listInSentence(first.level.map(nameOf))
  return `${names} are level in ${where}`
}

/** The value that all leaders read, or from the best to the last that a test over seeds does not tell apart. */
function range(standing: Standing): string {
  const [best, last] = [written(standing, standing.level[0]), written(standing, standing.level.at(-1))]
  return best === last ? best : `${best} to ${last}, not told apart over seeds`
}

/** Where the hybrid sampler stands: what this kind of experiment is made to find out. */
export function hybridSentence({ rows }: DatasetGroup): string[] {
  const measure = leadingMeasure(rows)
  if (measure === null || rows.length < 2) return []
  const all = settings.flatMap((setting) => standingOf(rows, measure, setting) ?? [])
  return hybridSentences(all.filter(({ leaders }) => leaders.length > 0))
}

/** Of several, the one best in the last setting that has any (multilingual). */
function hybridSentences(standings: readonly Standing[]): string[] {
  const hybridsOf = ({ known }: Standing) => known.filter(({ row }) => row.run.name.toLowerCase().startsWith('hybrid'))
  const last = standings.findLast((standing) => hybridsOf(standing).length > 0)
  if (last === undefined) return []
  const hybrids = hybridsOf(last)
  const best = hybrids[0] as Place
  const choice = hybrids.length > 1 ? `, the best hybrid in ${last.setting} ${last.measure},` : ''
  const clauses = standings.map((standing) => hybridClause(standing, best))
  return [`Against the best of each setting, ${nameOf(best)}${choice} ${listInSentence(clauses)}.`]
}

function hybridClause(standing: Standing, hybrid: Place): string {
  const where = `in ${standing.setting} ${standing.measure}`
  const mine = standing.known.find(({ row }) => row === hybrid.row)
  const best = standing.known[0] as Place
  if (mine === undefined) return `has no number ${where}`
  if (standing.level.includes(mine)) return `is ${standing.level.length === 1 ? 'itself the best' : 'level'} ${where}`
  const noShare = standing.lowerIsBetter || best.score.value <= 0
  if (noShare) return `has ${written(standing, mine)} against ${written(standing, best)} ${where}`
  return `reaches ${formatPercent(mine.score.value / best.score.value)} ${where}`
}

function distanceSentences(distance: Standing | null): string[] {
  if (distance === null || distance.known.length === 0) return []
  const { floor, random } = distance.known[0]?.row.run.rankDistance ?? { floor: Number.NaN, random: Number.NaN }
  const bounds = `a perfect ranking would have ${formatValue(floor, 'ranks')}, a random one ${formatValue(random, 'ranks')}`
  const values = listInSentence(distance.known.slice(0, 6).map((one) => `${nameOf(one)} ${written(distance, one)}`))
  const rest = distance.known.length > 6 ? ` and ${distance.known.length - 6} more` : ''
  return [`Rank distance, where less is fairer between languages: ${values}${rest}; ${bounds}.`]
}

/** How far the differences above may be trusted. */
function trustSentence(rows: number, standings: readonly Standing[]): string {
  const seeds = standings.flatMap(({ known }) => known.map(({ score }) => score.perSeed.length))
  const [fewest, most] = [Math.min(...seeds), Math.max(...seeds)]
  if (most <= 1) return rows === 1 ? 'One seed.' : 'One seed each: how much of a difference is chance is not known.'
  const count = fewest === most ? counted(most, 'seed') : `${fewest} to ${counted(most, 'seed')}`
  return `Means of ${count}.`
}

function nameOf({ row }: Place): string {
  return `${row.run.control ? 'the control ' : ''}${nameInSentence(row.label)}`
}

function written(standing: Standing, place: Place | undefined): string {
  return formatValue(place?.score.value, standing.unit)
}
