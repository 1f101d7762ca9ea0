import { formatValue, type Unit, unitOf } from '../number-format.ts'
import type { Mark } from '../palette.ts'
import { plainText } from '../plain-text.ts'
import { axes, colourOf, svgChart } from './svg-chart.ts'

/** One system over the runs of a suite. */
export interface TrendLine {
  readonly label: string
  readonly mark: Mark
  /** `at`: the run's place, 0 for the oldest. */
  readonly points: readonly { readonly at: number; readonly value: number }[]
  /** Null where it has none. */
  readonly baseline: number | null
}

/** Small: several stand beside each other. */
const size = { width: 440, height: 220 }

/**
 * A measure run by run, a line a system, oldest at the left; the baseline is a dashed line of the same colour.
 *
 * @returns null without points
 */
export function trendChart(
  lines: readonly TrendLine[],
  { title, runs }: { readonly title: string; readonly runs: number },
): string | null {
  const values = lines.flatMap(({ points, baseline }) => [
    ...points.map(({ value }) => value),
    ...(baseline === null ? [] : [baseline]),
  ])
  if (values.length === 0) return null
  const unit = unitOf(title === 'Rank distance' ? 'RankDistance' : title, values)
  return svgChart(
    {
      ...axes(
        { type: 'value', name: 'run', min: 1, max: Math.max(runs, 2), interval: wholeStep(runs) },
        { type: 'value', name: '', min: 0 },
      ),
      series: lines.map(({ mark, points, baseline }) => ({
        type: 'line' as const,
        clip: false,
        symbol: mark.shape,
        symbolSize: runs > 30 ? 0 : 6,
        itemStyle: { color: colourOf(mark) },
        lineStyle: { width: 1.5, color: colourOf(mark) },
        data: points.map(({ at, value }) => [at + 1, value]),
        ...(baseline !== null && {
          markLine: {
            symbol: 'none',
            silent: true,
            label: { show: false },
            lineStyle: { color: colourOf(mark), type: 'dashed' as const, width: 1 },
            data: [{ yAxis: baseline }],
          },
        }),
      })),
    },
    `Line chart over ${runs} runs: ${title}. ${lines.map((line) => lineText(line, unit)).join('; ')}.`,
    size,
  )
}

function wholeStep(runs: number): number {
  return Math.max(1, Math.ceil((runs - 1) / 5))
}

/** `Hybrid .301, first .342, baseline .342`. */
function lineText({ label, points, baseline }: TrendLine, unit: Unit): string {
  const [first, last] = [points[0], points.at(-1)].map((point) => formatValue(point?.value, unit))
  return `${plainText(label)} ${last}, first ${first}${baseline === null ? '' : `, baseline ${formatValue(baseline, unit)}`}`
}
