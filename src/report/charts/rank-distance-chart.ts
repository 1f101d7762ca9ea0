import type { RankDistanceRecord } from '../../experiment/record.ts'
import { formatValue, isNumber } from '../number-format.ts'
import type { Mark } from '../palette.ts'
import { counted } from '../plain-text.ts'
import { axes, boundLines, colourOf, dashOf, logBounds, svgChart } from './svg-chart.ts'

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
  const names = { floor: first.floor, random: first.random }
  const bounds = Object.entries(names).filter(([, value]) => isNumber(value))
  const atLeastOne = (value: number) => Math.max(value, 1)
  const everything = [...bounds.map(([, value]) => value), ...drawn.flatMap(({ record }) => record.quantiles)].map(
    atLeastOne,
  )
  const ends = logBounds(everything)
  return svgChart(
    {
      ...axes(
        { type: 'log', name: 'rank distance of a query', ...ends },
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
          markLine: boundLines(bounds, ends),
        },
      ],
    },
    `Line chart of ${counted(drawn.length, 'row')}: share of queries whose rank distance is at or below a value. Floor ${formatValue(first.floor, 'ranks')}, random expectation ${formatValue(first.random, 'ranks')}.`,
  )
}
