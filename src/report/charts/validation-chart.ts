import type { ValidationPoint } from '../../training/validation.ts'
import { isNumber } from '../number-format.ts'
import type { Mark } from '../palette.ts'
import { counted, plainText, shortened } from '../plain-text.ts'
import { axes, colourOf, dashOf, svgChart } from './svg-chart.ts'

/** How one row did on development data while it was trained: one curve a seed. */
export interface ValidationCurves {
  readonly mark: Mark
  readonly curves: readonly (readonly ValidationPoint[])[]
  /** The step after which each seed's encoder was taken. */
  readonly chosen: readonly number[]
}

/**
 * A measure on development data against the step, a line for every row and seed; a symbol stands where the encoder was taken.
 *
 * @returns null where nothing was validated
 */
export function validationChart(rows: readonly ValidationCurves[], measure: string): string | null {
  const lines = rows.flatMap(({ mark, curves, chosen }) =>
    curves.map((curve, seed) => ({
      mark,
      chosen: chosen[seed],
      points: curve.filter(({ value }) => isNumber(value)),
    })),
  )
  const drawn = lines.filter(({ points }) => points.length > 0)
  if (drawn.length === 0) return null
  return svgChart(
    {
      ...axes({ type: 'value', name: 'step', min: 0 }, { type: 'value', name: shortened(plainText(measure), 30) }),
      series: drawn.map(({ mark, points, chosen }) => ({
        type: 'line',
        clip: false,
        symbol: mark.shape,
        symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (points[dataIndex]?.step === chosen ? 9 : 0),
        itemStyle: { color: colourOf(mark) },
        lineStyle: { width: 1.5, color: colourOf(mark), type: dashOf(mark) },
        data: points.map(({ step, value }) => [step, value]),
      })),
    },
    `Line chart: ${plainText(measure)} on development data against the step, ${counted(drawn.length, 'curve')}.`,
  )
}
