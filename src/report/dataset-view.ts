import type { RunRecord } from '../experiment/record.ts'
import type { Fact } from './case-view.ts'
import { biasScatter } from './charts/bias-scatter.ts'
import { lossChart } from './charts/loss-chart.ts'
import { rankDistanceChart } from './charts/rank-distance-chart.ts'
import { citedFacts, type DataCard, dataCard } from './data-card.ts'
import { type DatasetGroup, leadingMeasure, type Row, scoreOf } from './dataset-group.ts'
import { type LanguagePairs, languagePairs } from './language-pairs.ts'
import { legendSvg } from './mark-svg.ts'
import { isNumber } from './number-format.ts'
import type { Mark } from './palette.ts'
import { counted, plainText } from './plain-text.ts'
import { type LanguageTables, queryLanguages } from './query-languages.ts'
import { mainTable, measureTables, type ScoreTable } from './score-table.ts'

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
  /** Null where nothing was trained. */
  readonly training: Chart | null
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

/** @param index place in the report, for the anchor */
export function datasetView(group: DatasetGroup, marks: ReadonlyMap<string, Mark>, index: number): DatasetView {
  const { dataset, rows } = group
  const marked = rows.map((row) => ({ ...row, mark: marks.get(row.label) as Mark }))
  return {
    id: `data-${index + 1}`,
    name: plainText(group.name) || 'unnamed data set',
    facts: datasetFacts(dataset),
    languages: dataset.languages.map(plainText),
    hash: plainText(dataset.hash),
    revision: plainText(dataset.revision),
    table: mainTable(rows, marks),
    measures: measureTables(rows, marks),
    legend: marked.map(({ label, mark }) => ({ label, swatch: legendSvg(mark) })),
    charts: resultCharts(marked),
    training: trainingChart(marked),
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

function trainingChart(rows: readonly MarkedRow[]): Chart | null {
  const trained = rows.flatMap(({ run, mark }) =>
    run.training === null ? [] : [{ mark, curves: run.training.curves }],
  )
  const caption =
    'Each sampler fills batches of its own difficulty: compare the shapes of the curves, not their heights.'
  return chart(lossChart(trained), 'Training loss', caption)
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
