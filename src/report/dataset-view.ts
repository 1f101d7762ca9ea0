import { biasScatter } from './charts/bias-scatter.ts'
import { lossChart } from './charts/loss-chart.ts'
import { rankDistanceChart } from './charts/rank-distance-chart.ts'
import { type DatasetGroup, leadingMeasure, type Row, scoreOf } from './dataset-group.ts'
import { type HeatMaps, heatMaps } from './heat-map.ts'
import { legendSvg } from './mark-svg.ts'
import { isNumber } from './number-format.ts'
import type { Mark } from './palette.ts'
import { counted, plainText } from './plain-text.ts'
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
  readonly charts: readonly Chart[]
  readonly legend: readonly { readonly label: string; readonly swatch: string }[]
  readonly heatMaps: HeatMaps | null
}

export interface Chart {
  readonly title: string
  readonly svg: string
  readonly caption: string
}

/** @param index place in the report, for the anchor */
export function datasetView(
  { dataset, rows }: DatasetGroup,
  marks: ReadonlyMap<string, Mark>,
  index: number,
): DatasetView {
  return {
    id: `data-${index + 1}`,
    name: plainText(dataset.name) || 'unnamed data set',
    facts: datasetFacts(dataset),
    languages: dataset.languages.map(plainText),
    hash: plainText(dataset.hash),
    revision: plainText(dataset.revision),
    table: mainTable(rows, marks),
    measures: measureTables(rows, marks),
    charts: chartsOf(rows, marks),
    legend: rows.map(({ label }) => ({ label, swatch: legendSvg(marks.get(label) as Mark) })),
    heatMaps: heatMaps(rows),
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

function chartsOf(rows: readonly Row[], marks: ReadonlyMap<string, Mark>): Chart[] {
  const marked = rows.map((row) => ({ ...row, mark: marks.get(row.label) as Mark }))
  const distances = marked.flatMap(({ run, mark }) =>
    run.rankDistance === null ? [] : [{ mark, record: run.rankDistance }],
  )
  const losses = marked.flatMap(({ run, mark }) =>
    run.training === null ? [] : [{ mark, curves: run.training.curves }],
  )
  const charts: [string, string | null, string][] = [
    [
      'Accuracy against language bias',
      scatterOf(marked),
      'Up is more accurate, left is fairer between languages. The scale of rank distance is logarithmic.',
    ],
    [
      'Rank distance, query by query',
      rankDistanceChart(distances),
      'What the mean hides: how many queries have all their answers close together. Further up and left is fairer.',
    ],
    [
      'Training loss',
      lossChart(losses),
      'Each sampler fills batches of its own difficulty: compare the shape of the curves, not their height.',
    ],
  ]
  return charts.flatMap(([title, svg, caption]) => (svg === null ? [] : [{ title, svg, caption }]))
}

function scatterOf(rows: readonly (Row & { readonly mark: Mark })[]): string | null {
  const measure = leadingMeasure(rows)
  // The pool of all languages shows bias; a run without it has no place in the picture.
  if (measure === null) return null
  const setting = 'multilingual'
  const points = rows.flatMap(({ label, mark, run }) => {
    const accuracy = scoreOf(run, measure, setting)?.value
    const rankDistance = scoreOf(run, 'RankDistance', setting)?.value
    return isNumber(accuracy) && isNumber(rankDistance) ? [{ label, mark, accuracy, rankDistance }] : []
  })
  return biasScatter(points, measure)
}
