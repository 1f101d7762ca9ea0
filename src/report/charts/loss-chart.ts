import type { LossPoint } from '../../training/loss-curve.ts'
import { isNumber } from '../number-format.ts'
import type { Mark } from '../palette.ts'
import { counted } from '../plain-text.ts'
import { axes, colourOf, dashOf, svgChart } from './svg-chart.ts'

/** The training of one row: one curve a seed. */
export interface LossCurves {
  readonly mark: Mark
  readonly curves: readonly (readonly LossPoint[])[]
}

/**
 * Training loss in nats against the step, a line for every row and seed.
 *
 * @returns null where nothing was trained
 */
export function lossChart(rows: readonly LossCurves[]): string | null {
  const lines = rows.flatMap(({ mark, curves }) =>
    curves
      .filter((curve) => curve.length > 0)
      .map((curve) => ({ mark, points: curve.filter(({ loss }) => isNumber(loss)) })),
  )
  if (lines.length === 0) return null
  return svgChart(
    {
      ...axes({ type: 'value', name: 'step', min: 0 }, { type: 'value', name: 'loss (nats)', min: 0 }),
      series: lines.map(({ mark, points }) => ({
        type: 'line',
        clip: false,
        showSymbol: points.length === 1,
        symbol: mark.shape,
        itemStyle: { color: colourOf(mark) },
        lineStyle: { width: 1.5, color: colourOf(mark), type: dashOf(mark) },
        data: points.map(({ step, loss }) => [step, loss]),
      })),
    },
    `Line chart: training loss in nats against the step, ${counted(lines.length, 'curve')}.`,
  )
}
