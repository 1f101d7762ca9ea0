import { mean } from '../number-format.ts'
import type { Mark } from '../palette.ts'
import { counted, shortened } from '../plain-text.ts'
import { axes, colourOf, decades, svgChart } from './svg-chart.ts'

/** One row: its accuracy and its language bias. */
export interface BiasPoint {
  readonly label: string
  readonly mark: Mark
  readonly accuracy: number
  readonly rankDistance: number
}

/**
 * Accuracy in the multilingual pool (up) against rank distance (left is fairer, logarithmic).
 *
 * @returns null where no row has both numbers
 */
export function biasScatter(points: readonly BiasPoint[], measure: string): string | null {
  if (points.length === 0) return null
  const distances = points.map(({ rankDistance }) => Math.max(rankDistance, 1))
  const centre = mean(distances.map(Math.log10))
  return svgChart(
    {
      ...axes(
        { type: 'log', name: 'rank distance: less is fairer', ...decades(distances) },
        { type: 'value', name: `${shortened(measure, 20)}, multilingual pool`, min: 0 },
      ),
      series: [
        {
          type: 'scatter',
          clip: false,
          symbolSize: 13,
          labelLayout: { moveOverlap: 'shiftY', hideOverlap: points.length > 8 },
          data: points.map(({ label, mark, accuracy }, i) => ({
            value: [distances[i] as number, accuracy],
            symbol: mark.shape,
            itemStyle: { color: colourOf(mark), opacity: 1 },
            label: {
              show: true,
              formatter: () => shortened(label, 24),
              position: Math.log10(distances[i] as number) > centre ? 'left' : 'right',
              color: 'var(--ink)',
              fontSize: 13,
              textBorderColor: 'var(--paper)',
              textBorderWidth: 3,
            },
          })),
        },
      ],
    },
    `Scatter chart of ${counted(points.length, 'row')}: ${measure} in the multilingual pool against rank distance. The table above holds the numbers.`,
  )
}
