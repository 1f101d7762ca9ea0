import type { MeasureComparison } from '../gate/comparison.ts'
import { type Setting, settings } from '../retrieval.ts'
import { leadingMeasure, measuresOf, type Row } from './dataset-group.ts'
import { isFailing } from './gate-sentence.ts'
import { markSvg } from './mark-svg.ts'
import { formatDifference, formatScore, formatSpread, formatValue, isNumber, type Unit } from './number-format.ts'
import type { Mark } from './palette.ts'
import { plainText } from './plain-text.ts'
import { standingOf } from './standing.ts'

/** Rows × settings, ready to be written down. */
export interface ScoreTable {
  readonly caption: string
  /** What stands below the table: what its signs mean, and what to know of its rows. */
  readonly notes: readonly string[]
  readonly columns: readonly Column[]
  readonly rows: readonly TableRow[]
}

export interface Column {
  readonly heading: string
  /** For narrow screens. */
  readonly short: string
  readonly arrow: '↑' | '↓'
  /** The arrow in words. */
  readonly direction: string
}

export interface TableRow {
  readonly label: string
  readonly mark: string
  readonly control: boolean
  /** Shown beside the name where the case failed the gate. */
  readonly verdict: string | null
  readonly cells: readonly Cell[]
}

export interface Cell {
  readonly value: string
  readonly best: boolean
  /** Half the 95 % interval of the mean over seeds; null with fewer than two. */
  readonly spread: string | null
  /** Asterisks, as the legend explains them; empty where nothing is significant or was tested. */
  readonly mark: string
  readonly change: Change | null
}

/** The difference to the baseline, and what the gate made of it. */
export interface Change {
  readonly text: string
  readonly verdict: MeasureComparison['verdict']
  readonly symbol: '▲' | '▼' | ''
}

interface ColumnRequest {
  readonly measure: string
  readonly setting: Setting
  readonly heading: string
  readonly short: string
}

const shortSettings: Readonly<Record<Setting, string>> = {
  monolingual: 'mono',
  'cross-lingual': 'cross',
  multilingual: 'multi',
}

/** The leading measure in the three settings, then rank distance: the table that answers the question. */
export function mainTable(rows: readonly Row[], marks: ReadonlyMap<string, Mark>): ScoreTable {
  const measure = leadingMeasure(rows)
  const distance = {
    measure: 'RankDistance',
    setting: 'multilingual',
    heading: 'rank distance',
    short: 'rank dist.',
  } as const
  const requests = [...(measure === null ? [] : settingColumns(measure)), distance]
  return { caption: mainCaption(rows, measure), notes: mainNotes(rows, measure), ...tableOf(rows, requests, marks) }
}

/** One table for every measure, the leading one included. */
export function measureTables(rows: readonly Row[], marks: ReadonlyMap<string, Mark>): ScoreTable[] {
  return measuresOf(rows).flatMap((measure) => {
    const table = tableOf(rows, settingColumns(measure), marks)
    return table.columns.length === 0 ? [] : [{ caption: plainText(measure), notes: [], ...table }]
  })
}

function settingColumns(measure: string): ColumnRequest[] {
  return settings.map((setting) => ({ measure, setting, heading: setting, short: shortSettings[setting] }))
}

function tableOf(
  rows: readonly Row[],
  requests: readonly ColumnRequest[],
  marks: ReadonlyMap<string, Mark>,
): Omit<ScoreTable, 'caption' | 'notes'> {
  const filled = requests.flatMap((request) => {
    const standing = standingOf(rows, request.measure, request.setting)
    return standing === null ? [] : [{ request, standing }]
  })
  return {
    columns: filled.map(({ request, standing }) => ({
      heading: request.heading,
      short: request.short,
      arrow: standing.lowerIsBetter ? '↓' : '↑',
      direction: standing.lowerIsBetter ? 'lower is better' : 'higher is better',
    })),
    rows: rows.map((row) => ({
      label: row.label,
      mark: markSvg(marks.get(row.label) as Mark),
      control: row.run.control,
      verdict: isFailing(row.case) ? row.case.verdict : null,
      cells: filled.map(({ request, standing }) => {
        const place = standing.places.find((one) => one.row === row)
        return {
          value: formatScore(place?.score, standing.unit),
          best: rows.length > 1 && place !== undefined && standing.leaders.includes(place),
          spread: place?.margin == null ? null : formatSpread(place.margin, standing.unit),
          mark: row.run.control ? '' : asterisks(place?.p ?? null),
          change: changeOf(row, request, standing.unit),
        }
      }),
    })),
  }
}

function changeOf(row: Row, { measure, setting }: ColumnRequest, unit: Unit): Change | null {
  const found = row.case.comparison?.measures.find((one) => one.measure === measure && one.setting === setting)
  if (found === undefined || found.bound || !isNumber(found.expected) || !isNumber(found.actual)) return null
  const symbol = found.verdict === 'improved' ? '▲' : found.verdict === 'regressed' ? '▼' : ''
  return { text: formatDifference(found.actual - found.expected, unit), verdict: found.verdict, symbol }
}

function mainCaption(rows: readonly Row[], measure: string | null): string {
  const sentences =
    measure === null
      ? []
      : [
          `${plainText(measure)} in each setting, and rank distance: worst minus best rank of a query’s parallel answers in the pool of all languages.`,
        ]
  const bounds = rows.find(({ run }) => run.rankDistance !== null)?.run.rankDistance
  if (bounds) {
    const [floor, random] = [formatValue(bounds.floor, 'ranks'), formatValue(bounds.random, 'ranks')]
    sentences.push(`On this pool a perfect ranking has ${floor}, a random one ${random} on average.`)
  }
  return sentences.join(' ')
}

function mainNotes(rows: readonly Row[], measure: string | null): string[] {
  const signs = [
    ...(rows.length > 1 ? ['Best in bold.'] : []),
    ...(rows.some(({ run }) => run.control) ? ['Controls in grey.'] : []),
    ...seedLegend(rows, measure),
    ...(rows.some(({ run }) => run.scores.some(({ bound }) => bound)) ? [boundLegend] : []),
    baselineLegend(rows),
  ]
  return [signs.join(' '), ...rows.flatMap(warningsOf)]
}

/** By convention: `*` up to .05, `**` up to .01, `***` up to .001. */
function asterisks(p: number | null): string {
  return p === null ? '' : '*'.repeat([0.05, 0.01, 0.001].filter((alpha) => p <= alpha).length)
}

/** What ± and asterisks mean, where there are any. */
function seedLegend(rows: readonly Row[], measure: string | null): string[] {
  if (!rows.some(({ run }) => run.scores.some(({ perSeed }) => perSeed.length > 1))) return []
  const columns = [...(measure === null ? [] : settings.map((setting) => standingOf(rows, measure, setting)))]
  const tested = columns.some((standing) => standing?.known.some(({ p }) => p !== null))
  return [
    '±: 95 % interval of the mean over seeds.',
    ...(tested
      ? [
          'Behind the best of its column: * p ≤ .05, ** p ≤ .01, *** p ≤ .001 (Welch’s t over seeds, Holm over the column); without an asterisk, other seeds might turn it round. Controls are not marked.',
        ]
      : []),
  ]
}

/** What a reader should know of a run that was scored. */
function warningsOf({ label, run }: Row): string[] {
  return (run.warnings ?? []).map((warning) => `${label}: ${plainText(warning)}`)
}

const boundLegend =
  '≥ and ≤: relevant documents were not returned, so that the value is only known to be at least or at most this; it is never named the best.'

function baselineLegend(rows: readonly Row[]): string {
  const measures = rows.flatMap((row) => row.case.comparison?.measures ?? [])
  if (!measures.some(({ expected }) => isNumber(expected))) return 'Nothing here has a baseline yet.'
  const moved = measures.some(({ verdict }) => verdict === 'improved' || verdict === 'regressed')
  return `Signed: difference to the baseline, = for none${moved ? ', ▲ better and ▼ worse by more than the tolerance' : ''}.`
}
