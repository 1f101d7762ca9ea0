import type { HistoryEntry } from '../gate/history-entry.ts'
import type { Setting } from '../retrieval.ts'
import { type TrendLine, trendChart } from './charts/trend-chart.ts'
import { leadingMeasure, type Row } from './dataset-group.ts'
import { isNumber } from './number-format.ts'
import type { Mark } from './palette.ts'
import { plainText } from './plain-text.ts'

/** One small chart. */
interface Trend {
  readonly title: string
  readonly svg: string
  readonly caption: string
}

type MarkedRow = Row & { readonly mark: Mark }

/**
 * The leading measure in each setting and rank distance, run by run, a line a system. Only runs on the same data under the
 * same configuration are comparable, and drawn. Empty where no system has a past.
 */
export function trendCharts(rows: readonly MarkedRow[], history: readonly HistoryEntry[]): Trend[] {
  const measure = leadingMeasure(rows)
  const wanted: (readonly [string, Setting])[] = [
    ...(measure === null
      ? []
      : (['monolingual', 'cross-lingual', 'multilingual'] as const).map((setting) => [measure, setting] as const)),
    ['RankDistance', 'multilingual'],
  ]
  const dates = [...new Set(history.filter((entry) => rows.some((row) => belongs(entry, row))).map(runOf))].sort()
  if (dates.length < 2) return []
  return wanted.flatMap(([name, setting]) => {
    const lines = rows.flatMap((row) => lineOf(row, history, { name, setting, dates }) ?? [])
    const title = name === 'RankDistance' ? 'Rank distance' : `${plainText(name)}, ${setting}`
    const svg = trendChart(lines, { title, runs: dates.length })
    return svg === null ? [] : [{ title, svg, caption: spanOf(dates) }]
  })
}

function belongs(entry: HistoryEntry, { run }: Row): boolean {
  return (
    entry.key === run.key && entry.dataset === run.dataset.hash && entry.configurationHash === run.configurationHash
  )
}

/** Cases of one run were written together. */
function runOf({ date }: HistoryEntry): string {
  return date
}

function lineOf(
  row: MarkedRow,
  history: readonly HistoryEntry[],
  { name, setting, dates }: { readonly name: string; readonly setting: Setting; readonly dates: readonly string[] },
): TrendLine | null {
  const points = history.flatMap((entry) => {
    const value = belongs(entry, row) ? entry.scores[name]?.[setting] : undefined
    return isNumber(value) ? [{ at: dates.indexOf(runOf(entry)), value }] : []
  })
  if (points.length === 0) return null
  const compared = row.case.comparison?.measures.find((one) => one.measure === name && one.setting === setting)
  const baseline = isNumber(compared?.expected) ? compared.expected : null
  return { label: row.label, mark: row.mark, points: points.sort((a, b) => a.at - b.at), baseline }
}

function spanOf(dates: readonly string[]): string {
  const days = [dates[0], dates.at(-1)].map((date) => plainText((date ?? '').slice(0, 10)))
  return `${dates.length} runs from ${days[0]} to ${days[1]}; dashed: the baseline.`
}
