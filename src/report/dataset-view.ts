import type { RunRecord } from '../experiment/record.ts'
import type { HistoryEntry } from '../gate/history-entry.ts'
import type { Fact } from './case-view.ts'
import { biasScatter } from './charts/bias-scatter.ts'
import { lossChart } from './charts/loss-chart.ts'
import { rankDistanceChart } from './charts/rank-distance-chart.ts'
import { validationChart } from './charts/validation-chart.ts'
import { chosenDifferences } from './chosen-differences.ts'
import { citedFacts, type DataCard, dataCard } from './data-card.ts'
import { type DatasetGroup, leadingMeasure, type Row, scoreOf } from './dataset-group.ts'
import { type DifferenceView, differences } from './differences.ts'
import { type LanguagePairs, languagePairs } from './language-pairs.ts'
import { type LanguageSharesView, languageSharesView } from './language-shares-view.ts'
import { legendSvg } from './mark-svg.ts'
import { isNumber } from './number-format.ts'
import type { Mark } from './palette.ts'
import { counted, plainText } from './plain-text.ts'
import { type LanguageTables, queryLanguages } from './query-languages.ts'
import { mainTable, measureTables, type ScoreTable } from './score-table.ts'
import { type TimingView, timingTable } from './timing-table.ts'
import { trendCharts } from './trends.ts'

/** One data set's part of the page. */
export interface DatasetView {
  readonly id: string
  readonly name: string
  readonly facts: string
  readonly languages: readonly string[]
  readonly hash: string
  readonly revision: string
  readonly table: ScoreTable
  readonly measures: readonly ScoreTable[]
  readonly legend: readonly { readonly label: string; readonly swatch: string }[]
  readonly charts: readonly Chart[]
  /** Loss, and what was validated, each measure by itself; empty where nothing was trained. */
  readonly training: readonly Chart[]
  /** The system of choice against others. */
  readonly differences: readonly DifferenceView[]
  /** Data behind the choice of any two systems; null where there are no two with language pairs. */
  readonly chosenDifferences: { readonly id: string; readonly data: string } | null
  /** Null where no first results were kept. */
  readonly shares: LanguageSharesView | null
  readonly timing: TimingView | null
  /** The leading measures over commits; empty without a history. */
  readonly trends: readonly Chart[]
  readonly pairs: LanguagePairs
  readonly queryLanguages: readonly LanguageTables[]
  readonly card: DataCard
  /** For the provenance: licence, source, citation; empty where they are not known. */
  readonly cited: readonly Fact[]
}

export interface Chart {
  readonly title: string
  readonly svg: string
  readonly caption: string
}

/**
 * @param index   place in the report, for the anchor
 * @param history what earlier runs reached; of other cases too
 */
export function datasetView(
  group: DatasetGroup,
  marks: ReadonlyMap<string, Mark>,
  { index, history = [] }: { readonly index: number; readonly history?: readonly HistoryEntry[] },
): DatasetView {
  const { dataset, rows } = group
  const id = `data-${index + 1}`
  const data = chosenDifferences(group)
  const marked = rows.map((row) => ({ ...row, mark: marks.get(row.label) as Mark }))
  return {
    id,
    name: plainText(group.name) || 'unnamed data set',
    facts: datasetFacts(dataset),
    languages: dataset.languages.map(plainText),
    hash: plainText(dataset.hash),
    revision: plainText(dataset.revision),
    table: mainTable(rows, marks),
    measures: measureTables(rows, marks),
    legend: marked.map(({ label, mark }) => ({ label, swatch: legendSvg(mark) })),
    charts: resultCharts(marked),
    training: trainingCharts(marked),
    differences: differences(group),
    chosenDifferences: data === null ? null : { id: `${id}-differences`, data },
    shares: languageSharesView(rows, marks),
    timing: timingTable(rows, marks),
    trends: trendCharts(marked, history),
    pairs: languagePairs(rows),
    queryLanguages: queryLanguages(rows, marks),
    card: dataCard(group),
    cited: citedFacts(dataset.card),
  }
}

/** `11 languages · 3,300 queries · 3,300 documents`. */
export function datasetFacts({ languages, queries, documents }: DatasetGroup['dataset']): string {
  return [
    counted(languages.length, 'language'),
    counted(queries, 'query', 'queries'),
    counted(documents, 'document'),
  ].join(' · ')
}

type MarkedRow = Row & { readonly mark: Mark }

function resultCharts(rows: readonly MarkedRow[]): Chart[] {
  const distances = rows.flatMap(({ run, mark }) =>
    run.rankDistance === null ? [] : [{ mark, record: run.rankDistance }],
  )
  const scatter = chart(
    scatterOf(rows),
    'Accuracy against language bias',
    'Up is more accurate, left is fairer between languages.',
  )
  const curves = chart(
    rankDistanceChart(distances),
    'Rank distance, query by query',
    'What the mean hides: how many queries have all their answers close together. Further up and left is fairer.',
  )
  return [scatter, curves].filter((one) => one !== null)
}

function trainingCharts(rows: readonly MarkedRow[]): Chart[] {
  const trained = rows.flatMap(({ run, mark }) =>
    run.training === null ? [] : [{ mark, curves: run.training.curves }],
  )
  const caption =
    'Each sampler fills batches of its own difficulty: compare the shapes of the curves, not their heights.'
  const charts = [chart(lossChart(trained), 'Training loss', caption), ...validationCharts(rows)]
  return charts.filter((one) => one !== null)
}

function validationCharts(rows: readonly MarkedRow[]): (Chart | null)[] {
  const validated = rows.flatMap(({ run, mark }) =>
    run.training?.validation === undefined ? [] : [{ mark, ...run.training.validation }],
  )
  const alike = Map.groupBy(validated, ({ measure, setting }) => `${measure}, ${setting}`)
  return [...alike].map(([name, curves]) =>
    chart(
      validationChart(curves, name),
      `Validation: ${plainText(name)}`,
      'On development data. A symbol stands at the step after which the encoder was taken.',
    ),
  )
}

function chart(svg: string | null, title: string, caption: string): Chart | null {
  return svg === null ? null : { title, svg, caption }
}

function scatterOf(rows: readonly MarkedRow[]): string | null {
  const measure = leadingMeasure(rows)
  if (measure === null) return null
  const points = rows.flatMap(({ label, mark, run }) => {
    const [accuracy, rankDistance] = [measure, 'RankDistance'].map((name) => knownValue(run, name))
    return isNumber(accuracy) && isNumber(rankDistance) ? [{ label, mark, accuracy, rankDistance }] : []
  })
  const random = rows.find(({ run }) => run.rankDistance !== null)?.run.rankDistance?.random
  return biasScatter(points, measure, random)
}

/** In the multilingual setting; a bound is no place on an axis. */
function knownValue(run: RunRecord, measure: string): number | undefined {
  const score = scoreOf(run, measure, 'multilingual')
  return score?.bound === undefined ? score?.value : undefined
}
