import { settings } from '../retrieval.ts'
import { differenceBars } from './charts/difference-bars.ts'
import { choiceOf } from './choice.ts'
import { type DatasetGroup, leadingMeasure, type Row } from './dataset-group.ts'
import { differenceScale } from './difference-scale.ts'
import { directionOf, type Line, lastSettingOfBoth, linesOf, pairsOf, poolLabel } from './difference-values.ts'
import { type HeatMap, heatMap, languagesIn } from './heat-map.ts'
import { isNumber, unitOf } from './number-format.ts'
import { plainText } from './plain-text.ts'
import { standingOf } from './standing.ts'

/** Two systems beside each other: what one gains and loses against the other, by language pair and by query language. */
export interface DifferenceView {
  readonly title: string
  readonly caption: string
  /** Null where there are no language pairs. */
  readonly map: HeatMap | null
  /** Null where there are no values by query language. */
  readonly bars: { readonly title: string; readonly svg: string } | null
  readonly open: boolean
}

/** Further pairs are for whoever asks: a page holds the telling ones. */
const mostPairs = 6

/** Names of what other samplers are usually held against, in this order. */
const references: readonly string[] = ['shuffled', 'hybrid', 'cross', 'monolingual', 'untrained', 'zero']

/**
 * The system of choice against the others, usual references first: shuffled is contrastive training as it is done where
 * nobody heeds languages. Empty where there are no two systems with values by language.
 */
export function differences(group: DatasetGroup): DifferenceView[] {
  const measure = leadingMeasure(group.rows)
  const [first, ...others] = usualOrder(group)
  if (measure === null || first === undefined) return []
  return others
    .flatMap((other) => differenceView(first, other, measure) ?? [])
    .slice(0, mostPairs)
    .map((view, i) => ({ ...view, open: i === 0 }))
}

/** The system of choice, then what it is held against, usual references first; empty where nothing can be chosen. */
export function usualOrder(group: DatasetGroup): readonly Row[] {
  const first = firstOf(group)
  if (first === null) return []
  const others = group.rows.filter((row) => row !== first)
  return [first, ...others.sort((a, b) => referenceRank(a) - referenceRank(b))]
}

/** The choice, else the best in the last setting. */
function firstOf(group: DatasetGroup): Row | null {
  const choice = choiceOf(group)
  if (choice !== null) return choice.chosen
  const measure = leadingMeasure(group.rows)
  const standings =
    measure === null ? [] : settings.flatMap((setting) => standingOf(group.rows, measure, setting) ?? [])
  return standings.at(-1)?.known[0]?.row ?? null
}

function referenceRank({ run }: Row): number {
  const place = references.findIndex((name) => run.name.toLowerCase().startsWith(name))
  return (place < 0 ? references.length : place) + (run.control ? references.length : 0)
}

function differenceView(first: Row, second: Row, measure: string): Omit<DifferenceView, 'open'> | null {
  const map = pairMap(first, second, measure)
  const bars = languageBars(first, second, measure)
  if (map === null && bars === null) return null
  const title = `${first.label} − ${second.label}`
  const where = `${plainText(measure)} of ${first.label} less that of ${second.label}.`
  const caption =
    map === null
      ? where
      : `${where} ${map.sentence} The framed diagonal is the monolingual setting. Single languages and pairs are not tested: some of this is chance.`
  return { title, caption, map: map?.drawn ?? null, bars }
}

function pairMap(first: Row, second: Row, measure: string): { drawn: HeatMap; sentence: string } | null {
  const [one, other] = [pairsOf(first, measure), pairsOf(second, measure)]
  const queries = languagesIn(
    first.run.dataset.languages,
    Object.keys(one).filter((query) => Object.hasOwn(other, query)),
  )
  const lines = queries.map((query) => ({ label: query, values: lineOf(one[query] ?? {}, other[query] ?? {}) }))
  const values = lines.flatMap((line) => Object.values(line.values))
  if (values.length === 0) return null
  const columns = languagesIn(
    queries,
    lines.flatMap((line) => Object.keys(line.values)),
  )
  const scale = differenceScale(measure, values, directionOf(first, measure))
  const label = poolLabel(plainText(measure), 'apart')
  return { drawn: heatMap({ label, columns, rows: lines }, scale), sentence: scale.sentence }
}

function lineOf(first: Line, second: Line): Line {
  const entries = Object.entries(first).flatMap(([language, value]) => {
    const other = Object.hasOwn(second, language) ? second[language] : undefined
    return isNumber(value) && isNumber(other) ? [[language, value - other] as const] : []
  })
  return Object.fromEntries(entries)
}

function languageBars(first: Row, second: Row, measure: string): DifferenceView['bars'] {
  const setting = lastSettingOfBoth(first, second, measure)
  if (setting === undefined) return null
  const [one, other] = [first, second].map((row) => linesOf(row, measure, setting) ?? {}) as [Line, Line]
  const sign = directionOf(first, measure) === 'higher' ? 1 : -1
  const changes = Object.entries(lineOf(one, other))
  if (changes.length < 2) return null
  const bars = changes.map(([language, change]) => ({ language, change, gain: sign * change }))
  const title = `${plainText(measure)}, ${setting}, by query language: ${first.label} − ${second.label}`
  const svg = differenceBars(bars, title, unitOf(measure, Object.values(one)))
  return svg === null ? null : { title, svg }
}
