import type { Comparison, MeasureComparison, Verdict } from '../src/gate/comparison.ts'
import type { Problem } from '../src/gate/gate.ts'
import { outcomeOf } from '../src/gate/outcome.ts'
import { formatPercent, formatValue, unitOf } from '../src/report/number-format.ts'
import { counted } from '../src/report/plain-text.ts'
import type { Report, ReportCase } from '../src/report/report.ts'
import { type Block, document, htmlText, markdownText, preformatted } from './markdown-text.ts'
import { differenceOf, furthestMove, nameOf, nothing, type ResultTable, resultTables } from './result-table.ts'

/** What a job's page says of a run besides the run itself. */
export interface MarkdownOptions {
  /** Where the report can be had: `https://github.com/…/actions/runs/1#artifacts`. */
  readonly artifacts?: string
  /** Largest size in bytes. @default 1 MiB less a little, the most that GitHub shows of a step */
  readonly most?: number
}

/** In the order in which verdicts ask for attention. */
const marks: Readonly<Record<Verdict, string>> = {
  regressed: '🔴',
  failed: '🔴',
  missing: '🔴',
  incomparable: '🔴',
  new: '🔵',
  improved: '🟢',
  unchanged: '⚪',
  passed: '⚪',
  skipped: '🟡',
}
const order = Object.keys(marks) as Verdict[]

/** Rows of one regressed case. */
const mostMeasures = 3
/** Cases in the first table; all are in the tables of their data sets. */
const mostCases = 100

/** A run for the page of a CI job (`GITHUB_STEP_SUMMARY`): verdicts with what fell first, problems, and the tables folded. */
export function markdownSummary(
  report: Pick<Report, 'cases' | 'environment'>,
  problems: readonly Problem[],
  { artifacts, most = 1_000_000 }: MarkdownOptions = {},
): string {
  const { cases } = report
  const regressed = new Set(cases.filter(({ verdict }) => verdict === 'regressed').flatMap(({ run }) => run?.key ?? []))
  const [fallen, others] = [
    problems.filter(({ key }) => key !== null && regressed.has(key)),
    problems.filter(({ key }) => key === null || !regressed.has(key)),
  ]
  const tables = resultTables(cases)
  const blocks: Block[] = [
    lines([`## ${headline(cases, problems)}`, '', factsOf(report)]),
    ...(cases.length > 0 ? [verdictTable(cases)] : []),
    ...fallen.map(problemDetails),
    ...(others.length > 0 ? [lines(others.map(problemLine))] : []),
    ...tables.flatMap(notesOf),
    ...tables.map(details),
    ...(artifacts ? [lines([`The whole report is among [the artifacts of this run](${artifacts}).`])] : []),
  ]
  return document(blocks, most, '*Cut here, since GitHub shows no more of a step. The rest is in the report.*')
}

function lines(given: readonly string[]): Block {
  return { open: [], lines: given, close: [] }
}

function headline(cases: readonly ReportCase[], problems: readonly Problem[]): string {
  if (problems.length === 0) return '✅ Retrieval gate passed'
  const why = outcomeOf(cases, false).kind === 'worse' ? 'quality fell short' : 'something could not be evaluated'
  return `❌ Retrieval gate failed: ${why}`
}

function factsOf({ cases, environment }: Pick<Report, 'cases' | 'environment'>): string {
  const groups = Map.groupBy(cases, ({ verdict }) => verdict)
  const counts = order.flatMap((verdict) => (groups.has(verdict) ? [`${groups.get(verdict)?.length} ${verdict}`] : []))
  const commit = environment.commit
    ? [`commit ${environment.commit.slice(0, 8)}${environment.dirty ? ' and changes' : ''}`]
    : []
  return [`${counted(cases.length, 'case')}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`, ...commit]
    .map(markdownText)
    .join(' · ')
}

function verdictTable(cases: readonly ReportCase[]): Block {
  // Why cases were skipped is said once for all of them, below.
  const ran = cases.filter(({ verdict }) => verdict !== 'skipped')
  const ordered = ran.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  const rest = ordered.length - mostCases
  return {
    open: [
      '| verdict | case | measure | baseline | this run | Δ | lost most | p |',
      '| --- | --- | --- | --: | --: | --: | --- | --: |',
    ],
    lines: ordered.slice(0, mostCases).flatMap(verdictRows),
    close: rest > 0 ? ['', `… and ${counted(rest, 'more case')} below.`] : [],
  }
}

/** One row, or one each for the measures of a regressed case that fell furthest. */
function verdictRows(each: ReportCase): string[] {
  const { verdict, comparison } = each
  const told = toldMeasures(verdict, comparison)
  const rows: (MeasureComparison | null)[] = told.length > 0 ? told.slice(0, mostMeasures) : [null]
  const more = told.length - rows.length
  return rows.map((measure, i) => {
    const last = i === rows.length - 1 && more > 0 ? ` and ${more} more` : ''
    const name = [`${marks[verdict]} ${verdict}`, markdownText(nameOf(each))]
    return `| ${[...(i === 0 ? name : ['', '']), ...measureCells(measure, last)].join(' | ')} |`
  })
}

function toldMeasures(verdict: Verdict, comparison: Comparison | null): MeasureComparison[] {
  const measures = comparison?.measures ?? []
  if (verdict === 'regressed') return measures.filter((each) => each.verdict === 'regressed')
  const moved = furthestMove(measures)
  return moved ? [moved] : []
}

function measureCells(measure: MeasureComparison | null, last: string): string[] {
  if (!measure) return Array.from({ length: 6 }, () => nothing)
  const { expected, actual, setting, test } = measure
  const unit = unitOf(measure.measure, [expected ?? 0, actual ?? 0])
  const fell = measure.verdict === 'regressed'
  return [
    `${markdownText(`${measure.measure} ${setting}`)}${last}`,
    formatValue(expected, unit),
    formatValue(actual, unit),
    fell ? `**${differenceOf(measure)}**` : differenceOf(measure),
    fell ? markdownText(culpritOf(measure)) : nothing,
    probability(test?.p),
  ]
}

/** `th (71 %)`: the language behind at least half of the loss; else the one that lost most. */
function culpritOf({ loss }: MeasureComparison): string {
  if (!loss) return nothing
  const [first] = loss.languages
  if (loss.culprit) return `${loss.culprit.language} (${formatPercent(loss.culprit.share)} of the loss)`
  return first ? first.language : nothing
}

function probability(p: number | undefined): string {
  if (p === undefined) return nothing
  return p < 0.001 ? '\\<.001' : formatValue(p, 'share')
}

function problemLine({ key, message, remedy }: Problem): string {
  return `- **${markdownText(key ?? 'The suite')}**: ${markdownText(message)} ${markdownText(remedy)}`
}

/** What fell by language and query, and how to run it alone. */
function problemDetails({ key, message, remedy }: Problem): Block {
  return {
    open: [`<details><summary>What fell: ${htmlText(key ?? 'the suite')}</summary>`, ''],
    lines: message.split('\n').flatMap((line) => (line.trim() === '' ? [] : [`${markdownText(line.trim())}<br>`])),
    close: ['', preformatted(remedy), '</details>'],
  }
}

function notesOf({ title, notes }: ResultTable): Block[] {
  if (notes.length === 0) return []
  return [
    { open: [`**${markdownText(title)}**`, ''], lines: notes.map((note) => `- ${markdownText(note)}`), close: [] },
  ]
}

function details({ title, columns, rows, caption }: ResultTable): Block {
  const row = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`
  const rule = columns.map((_, i) => (i === 0 || i === columns.length - 1 ? '---' : '--:'))
  return {
    open: [`<details><summary>${htmlText(title)}</summary>`, '', row(columns), `| ${rule.join(' | ')} |`],
    lines: rows.map(({ cells }) => row(cells)),
    close: [...(caption ? ['', caption.split('\n').map(markdownText).join('<br>\n')] : []), '', '</details>'],
  }
}
