import type { RunRecord, ScoreRecord } from '../src/experiment/record.ts'
import type { MeasureComparison, Verdict } from '../src/gate/comparison.ts'
import { inspectionSentences, outlyingSentence, trainedSentence } from '../src/report/data-sentences.ts'
import { formatDifference, formatScore, formatValue, unitOf } from '../src/report/number-format.ts'
import type { ReportCase } from '../src/report/report.ts'
import { type Setting, settings } from '../src/retrieval.ts'

/** The cases of one data set as text, for a terminal or a summary in Markdown. */
export interface ResultTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly ResultRow[]
  /** How to read the figures. */
  readonly caption: string
  /** What training saw of the data, warnings, and what is suspicious about texts: sentences. */
  readonly notes: readonly string[]
}

export interface ResultRow {
  readonly verdict: Verdict
  /** A yardstick, not a contender. */
  readonly control: boolean
  /** One a column; the first is the case's name. */
  readonly cells: readonly string[]
}

const short: Readonly<Record<Setting, string>> = {
  monolingual: 'mono',
  'cross-lingual': 'cross',
  multilingual: 'multi',
}
const rankDistance = 'RankDistance'
/** Stands where there is nothing to say. */
export const nothing = '·'

/** One table a data set, in the order in which the suite met them; cases without a run come last. */
export function resultTables(cases: readonly ReportCase[]): ResultTable[] {
  const groups = Map.groupBy(cases, ({ run }) => (run ? run.dataset.hash : ''))
  const withResult = [...groups].filter(([hash]) => hash !== '').map(([, group]) => measuredTable(group))
  const without = groups.get('') ?? []
  return without.length > 0 ? [...withResult, emptyTable(without)] : withResult
}

function measuredTable(cases: readonly ReportCase[]): ResultTable {
  const runs = cases.flatMap(({ run }) => run ?? [])
  const main = mainMeasure(runs)
  const shown =
    main === null ? [] : settings.filter((setting) => runs.some((run) => scoreOf(run, main, setting) !== undefined))
  const distances = runs.some((run) => scoreOf(run, rankDistance, 'multilingual') !== undefined)
  const names = cases.map(nameOf)
  const rows = cases.map((each, i) => ({
    verdict: each.verdict,
    control: each.run?.control ?? false,
    cells: [
      // Cases of different files may share a name.
      names.indexOf(names[i]!) === names.lastIndexOf(names[i]!) ? names[i]! : `${each.file} > ${names[i]}`,
      ...shown.map((setting) => cell(each.run, main as string, setting)),
      ...(distances ? [cell(each.run, rankDistance, 'multilingual')] : []),
      change(each.comparison?.measures ?? []),
      each.verdict,
    ],
  }))
  const columns = [
    'case',
    ...shown.map((setting) => `${main} ${short[setting]}`),
    ...(distances ? ['rank distance'] : []),
    'Δ baseline',
    'verdict',
  ]
  return {
    title: titleOf(runs[0] as RunRecord),
    columns,
    rows,
    caption: [
      ...(distances ? [captionOf(runs)] : []),
      ...(runs.some(({ scores }) => scores.some(({ bound }) => bound)) ? [boundCaption] : []),
    ].join('\n'),
    notes: [...trainedLines(cases), ...warningLines(cases), ...findingLines(runs)],
  }
}

/** Lines of one kind that stand under a table; the report has them all. */
const mostLines = 5

/** What each set of training pairs has seen of the data set. */
function trainedLines(cases: readonly ReportCase[]): string[] {
  const sets = told(cases, ({ training }) => {
    const sentence = training && trainedSentence(training)
    return sentence ? [[training.pairs.hash, `Trained on ${training.pairs.name}, ${sentence}`]] : []
  })
  return sets.map(({ text, names }) => `${text}${sets.length === 1 ? '' : ` (${names})`}.`)
}

/** Each warning once, with the cases that have it; a language pair that lies out, with the figures of the first. */
function warningLines(cases: readonly ReportCase[]): string[] {
  const warnings = told(cases, (run) => (run.warnings ?? []).map((warning) => [warning, warning]))
  const outlying = told(cases, ({ outlyingPairs }) =>
    (outlyingPairs?.pairs ?? []).map((pair) => [
      JSON.stringify([pair.query, pair.document]),
      outlyingSentence(pair, outlyingPairs?.measure ?? ''),
    ]),
  )
  return [...warnings, ...few(outlying)].map((each) =>
    typeof each === 'string' ? each : `Warning, ${each.names}: ${each.text}`,
  )
}

/** What is suspicious about the data set's texts. */
function findingLines(runs: readonly RunRecord[]): string[] {
  const inspection = runs.find(({ dataset }) => dataset.inspection)?.dataset.inspection
  return few(inspection ? inspectionSentences(inspection).map((sentence) => `Data, ${sentence}`) : [])
}

function few<Line>(lines: readonly Line[]): (Line | string)[] {
  const rest = lines.length - mostLines
  return rest > 0 ? [...lines.slice(0, mostLines), `… and ${rest} more in the report.`] : [...lines]
}

interface Told {
  readonly text: string
  /** `hybrid and 2 more`. */
  readonly names: string
}

/** What cases say, each once by its key, with their names. */
function told(
  cases: readonly ReportCase[],
  said: (run: RunRecord) => readonly (readonly [key: string, text: string])[],
): Told[] {
  const whose = new Map<string, { readonly text: string; readonly names: string[] }>()
  for (const each of cases) {
    for (const [key, text] of each.run ? said(each.run) : []) {
      const before = whose.get(key)
      if (before) before.names.push(nameOf(each))
      else whose.set(key, { text, names: [nameOf(each)] })
    }
  }
  return [...whose.values()].map(({ text, names: [first, ...others] }) => ({
    text,
    names: `${first}${others.length > 0 ? ` and ${others.length} more` : ''}`,
  }))
}

const boundCaption =
  '≥, ≤: at least, at most this, since relevant documents were not returned; not compared with the baseline.'

/** Cases skipped for one reason from which a line with their number stands for them. */
const manyAlike = 4

function emptyTable(cases: readonly ReportCase[]): ResultTable {
  // Cases of a file are often skipped together, for one reason.
  const skipped = new Map<string, number>()
  for (const { note } of cases) if (note) skipped.set(note, (skipped.get(note) ?? 0) + 1)
  const listed = cases.filter(({ note }) => !note || (skipped.get(note) as number) < manyAlike)
  const rows = listed.map((each) => ({
    verdict: each.verdict,
    control: false,
    cells: [nameOf(each), each.verdict],
  }))
  const caption = [...skipped]
    .map(([note, count]) => `Skipped${count < manyAlike ? '' : `, ${count} cases`}: ${note}`)
    .join('\n')
  return { title: 'without a run of their own', columns: ['case', 'verdict'], rows, caption, notes: [] }
}

/** AP where it was evaluated, else whatever comes first. */
function mainMeasure(runs: readonly RunRecord[]): string | null {
  const names = runs.flatMap((run) => run.scores.map(({ measure }) => measure)).filter((name) => name !== rankDistance)
  return names.includes('AP') ? 'AP' : (names[0] ?? null)
}

function titleOf({ dataset }: RunRecord): string {
  const { name, revision, languages, queries, documents } = dataset
  const counts = [
    [languages.length, 'language'],
    [queries, 'query'],
    [documents, 'document'],
  ] as const
  const plural = (noun: string): string => noun.replace(/y$/, 'ie')
  return [
    `${name} ${revision}`,
    ...counts.map(([n, noun]) => `${n.toLocaleString('en-US')} ${n === 1 ? noun : `${plural(noun)}s`}`),
  ].join(', ')
}

function captionOf(runs: readonly RunRecord[]): string {
  const bounds = runs.find((run) => run.rankDistance)?.rankDistance
  const pool = bounds
    ? `; on this pool ${formatValue(bounds.floor, 'ranks')} at best, ${formatValue(bounds.random, 'ranks')} at random`
    : ''
  return `Rank distance: from a query's best-ranked parallel answer to its worst, lower is better${pool}.`
}

/** A case's name without its file. */
export function nameOf({ file, test, run }: ReportCase): string {
  return run ? run.key.slice(file.length + ' > '.length) : test
}

function scoreOf(run: RunRecord, measure: string, setting: Setting): ScoreRecord | undefined {
  return run.scores.find((score) => score.measure === measure && score.setting === setting)
}

function cell(run: RunRecord | null, measure: string, setting: Setting): string {
  const score = run ? scoreOf(run, measure, setting) : undefined
  return score === undefined ? nothing : formatScore(score, unitOf(measure, [score.value]))
}

/** The value that moved furthest for its tolerance; a loss is told before any gain. Null where none was compared. */
export function furthestMove(measures: readonly MeasureComparison[]): MeasureComparison | null {
  const moves = measures.flatMap((each) => {
    const { direction, expected, actual, tolerance, bound } = each
    if (expected === null || actual === null || bound) return []
    const gain = (direction === 'higher' ? actual - expected : expected - actual) / Math.max(tolerance, 1e-6)
    return [{ each, gain }]
  })
  if (moves.length === 0) return null
  const [worst, best] = [
    moves.reduce((a, b) => (b.gain < a.gain ? b : a)),
    moves.reduce((a, b) => (b.gain > a.gain ? b : a)),
  ]
  return (worst.gain < 0 && (-worst.gain >= best.gain || worst.gain < -1) ? worst : best).each
}

/** The difference to the baseline with its sign: `+.012`, or `=`. */
export function differenceOf({ measure, expected, actual }: MeasureComparison): string {
  if (expected === null || actual === null) return nothing
  const figure = formatDifference(actual - expected, unitOf(measure, [expected, actual]))
  return /[1-9]/.test(figure) ? figure : '='
}

function change(measures: readonly MeasureComparison[]): string {
  const told = furthestMove(measures)
  if (!told) return nothing
  const figure = differenceOf(told)
  return figure === '='
    ? figure
    : `${told.measure === rankDistance ? 'distance' : `${told.measure} ${short[told.setting]}`} ${figure}`
}
