import type { RankDistanceRecord } from '../../experiment/record.ts'
import { formatValue, isNumber } from '../number-format.ts'
import type { Mark } from '../palette.ts'
import { counted } from '../plain-text.ts'
import { axes, colourOf, dashOf, logBounds, svgChart } from './svg-chart.ts'

/** The rank distances of one row's queries. */
export interface RankDistanceCurve {
  readonly mark: Mark
  readonly record: RankDistanceRecord
}

/**
 * For every rank distance (logarithmic) the share of queries at or below it; the floor and the random expectation are marked.
 *
 * @returns null where no row has quantiles
 */
export function rankDistanceChart(curves: readonly RankDistanceCurve[]): string | null {
  const drawn = curves.filter(({ record }) => record.quantiles.length > 1 && record.quantiles.every(isNumber))
  const first = drawn[0]?.record
  if (first === undefined) return null
  const bounds = [first.floor, first.random].filter(isNumber)
  const atLeastOne = (value: number) => Math.max(value, 1)
  const everything = [...bounds, ...drawn.flatMap(({ record }) => record.quantiles)].map(atLeastOne)
  const names = ['floor', 'random']
  return svgChart(
    {
      ...axes(
        { type: 'log', name: 'rank distance of a query', ...logBounds(everything) },
        { type: 'value', name: 'share of queries at or below', min: 0, max: 1, interval: 0.25 },
      ),
      series: [
        ...drawn.map(({ mark, record }) => ({
          type: 'line' as const,
          clip: false,
          showSymbol: false,
          lineStyle: { width: 2, color: colourOf(mark), type: dashOf(mark) },
          data: record.quantiles.map((value, i) => [atLeastOne(value), i / (record.quantiles.length - 1)]),
        })),
        {
          type: 'line' as const,
          data: [],
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: 'var(--soft)', type: 'dashed' as const },
            data: bounds.map((bound, i) => ({
              xAxis: atLeastOne(bound),
              label: {
                formatter: () => `${names[i]} ${formatValue(bound, 'ranks')}`,
                color: 'var(--soft)',
                fontSize: 12,
              },
            })),
          },
        },
      ],
    },
    `Line chart of ${counted(drawn.length, 'row')}: share of queries whose rank distance is at or below a value. Floor ${formatValue(first.floor, 'ranks')}, random expectation ${formatValue(first.random, 'ranks')}.`,
  )
}
