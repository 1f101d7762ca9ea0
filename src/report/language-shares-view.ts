import type { LanguageSharesRecord } from '../experiment/record.ts'
import { mean } from '../mean.ts'
import type { Row } from './dataset-group.ts'
import { type HeatMap, heatMap, languagesIn } from './heat-map.ts'
import { heatScale } from './heat-scale.ts'
import { markSvg } from './mark-svg.ts'
import { formatPercent } from './number-format.ts'
import type { Mark } from './palette.ts'
import { nameInSentence, shortened } from './plain-text.ts'

/** Which languages the first results are in. */
export interface LanguageSharesView {
  readonly title: string
  readonly caption: string
  /** Systems × languages: mean over the query languages. */
  readonly overall: HeatMap
  /** Query language × document language, a map a system. */
  readonly maps: readonly HeatMap[]
  /** How many of the results are in the query's own language, a sentence. */
  readonly own: string
}

/** Null where no row kept its first results. */
export function languageSharesView(rows: readonly Row[], marks: ReadonlyMap<string, Mark>): LanguageSharesView | null {
  const kept = rows.flatMap((row) => (row.run.languageShares ? [{ row, shares: row.run.languageShares }] : []))
  const first = kept[0]
  if (first === undefined) return null
  const queries = languagesIn(
    first.row.run.dataset.languages,
    kept.flatMap(({ shares }) => Object.keys(shares.found)),
  )
  const columns = languagesIn(
    queries,
    kept.flatMap(({ shares }) => Object.values(shares.found).flatMap((line) => Object.keys(line))),
  )
  const lines = kept.map(({ row, shares }) => ({ row, lines: linesOf(shares, queries, columns) }))
  const values = lines.flatMap(({ lines }) => lines.flatMap((line) => Object.values(line.values)))
  const scale = { ...heatScale('share', values, 'higher'), sentence: '' }
  const named = lines.map(({ row, lines }) => ({
    label: row.label,
    mark: markSvg(marks.get(row.label) as Mark),
    values: meansOf(lines, columns),
  }))
  return {
    title: `Language share of the top ${first.shares.cutoff}`,
    caption: `Of the first ${first.shares.cutoff} results in one pool of all languages, the share in each document language, mean over query languages. ${poolSentence(first.row)} A system that prefers no language gives each its share of the pool.`,
    overall: heatMap({ label: 'All query languages', columns, rows: named }, scale),
    maps: lines.map(({ row, lines }) => heatMap({ label: row.label, columns, rows: lines }, scale)),
    own: ownSentence(kept),
  }
}

interface Line {
  readonly label: string
  readonly values: Readonly<Record<string, number>>
}

function linesOf({ found }: LanguageSharesRecord, queries: readonly string[], columns: readonly string[]): Line[] {
  return queries
    .filter((query) => Object.hasOwn(found, query))
    .map((query) => {
      const line = found[query] ?? {}
      // What does not stand among the first has a share of 0.
      const values = columns.map((column) => [column, Object.hasOwn(line, column) ? (line[column] as number) : 0])
      return { label: query, values: Object.fromEntries(values) as Record<string, number> }
    })
}

function meansOf(lines: readonly Line[], columns: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    columns.map((column) => [column, mean(lines.map(({ values }) => values[column] as number))]),
  )
}

/** How much of the first results is in the query's own language, for the system of choice and at either end; null where it is not known. */
export function ownShareSentence(rows: readonly Row[], chosen: Row): string | null {
  const shares = rows.flatMap((row) => (row.run.languageShares ? [{ row, own: ownShare(row.run.languageShares) }] : []))
  const mine = shares.find(({ row }) => row === chosen)
  const sorted = shares.toSorted((a, b) => a.own - b.own)
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (mine === undefined || least === undefined || most === undefined || sorted.length < 2) return null
  const cutoff = chosen.run.languageShares?.cutoff
  const ends = [least, most].map(
    ({ row, own }) => `${formatPercent(own)} (${nameInSentence(shortened(row.label, 48))})`,
  )
  const fair = fairShare(chosen)
  return `Of its first ${cutoff} results ${formatPercent(mine.own)} are in the query’s own language${fair}; others from ${ends[0]} to ${ends[1]}.`
}

/** `, which has 9 % of the pool`: where all languages have the same. */
function fairShare({ run: { dataset } }: Row): string {
  const counts = Object.values(dataset.inspection?.perLanguage ?? {}).map(({ documents }) => documents)
  const same = counts.length > 0 && counts.every((count) => count === counts[0] && count > 0)
  return same ? `, which has ${formatPercent(1 / counts.length)} of the pool` : ''
}

function ownShare({ found }: LanguageSharesRecord): number {
  return mean(Object.entries(found).map(([query, line]) => (Object.hasOwn(line, query) ? (line[query] as number) : 0)))
}

/** `In the query's own language: …` */
function ownSentence(kept: readonly { readonly row: Row; readonly shares: LanguageSharesRecord }[]): string {
  const each = kept.map(({ row, shares }) => `${row.label} ${formatPercent(ownShare(shares))}`)
  return `In the query’s own language: ${each.join(', ')}.`
}

function poolSentence({ run: { dataset } }: Row): string {
  const counts = Object.values(dataset.inspection?.perLanguage ?? {}).map(({ documents }) => documents)
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return ''
  const [least, most] = [Math.min(...counts) / total, Math.max(...counts) / total].map(formatPercent)
  return least === most ? `Each has ${least} of the pool.` : `They have ${least} to ${most} of the pool each.`
}
