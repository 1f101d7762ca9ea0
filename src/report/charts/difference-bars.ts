import { formatDifference, isNumber, type Unit } from '../number-format.ts'
import { plainText, shortened } from '../plain-text.ts'
import { chartText, svgChart } from './svg-chart.ts'

/** One language, and by how much it got better; negative where it lost, whichever way its measure counts. */
export interface DifferenceBar {
  readonly language: string
  readonly gain: number
  /** As the measure counts it, for the label. */
  readonly change: number
}

/** More languages than these have no room for names. */
const mostBars = 40

const barHeight = 20

/**
 * A bar for every language, what lost most on top: to the left in red what got worse, to the right in green what got better.
 * With very many languages those in the middle, which moved least, are left out.
 *
 * @param title what the differences are of, for those who do not see the picture
 * @returns null where no language has a number
 */
export function differenceBars(bars: readonly DifferenceBar[], title: string, unit: Unit): string | null {
  const known = bars.filter(({ gain }) => isNumber(gain)).sort((a, b) => a.gain - b.gain)
  if (known.length === 0) return null
  const shown = known.length <= mostBars ? known : [...known.slice(0, mostBars / 2), ...known.slice(-mostBars / 2)]
  const reach = Math.max(...shown.map(({ gain }) => Math.abs(gain)), Number.MIN_VALUE)
  // Room for the written number beyond the longest bar.
  const end = reach * 1.4
  const [worst, best] = [Math.min(0, ...shown.map(({ gain }) => gain)), Math.max(0, ...shown.map(({ gain }) => gain))]
  const label = (bar: DifferenceBar) => formatDifference(bar.change, unit)
  return svgChart(
    {
      grid: { left: 58, right: 8, top: 4, bottom: 6 },
      xAxis: { type: 'value', min: worst < 0 ? -end : -0.05 * reach, max: best > 0 ? end : 0.05 * reach, show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        data: shown.map(({ language }) => chartText(shortened(plainText(language), 9))),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: 'var(--ink)', fontSize: 13, interval: 0, margin: 6 },
      },
      series: [
        {
          type: 'bar',
          barWidth: '62%',
          data: shown.map((bar) => ({
            value: bar.gain,
            itemStyle: { color: bar.gain < 0 ? 'var(--loss)' : 'var(--tint)' },
            label: {
              show: true,
              position: bar.gain < 0 ? 'left' : 'right',
              formatter: () => label(bar),
              color: 'var(--ink)',
              fontSize: 12,
            },
          })),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { show: false },
            lineStyle: { color: 'var(--line)', type: 'solid' },
            data: [{ xAxis: 0 }],
          },
        },
      ],
    },
    `Bar chart: ${title}, what lost most first. ${shown.map((bar) => `${plainText(bar.language)} ${label(bar)}`).join(', ')}.`,
    { width: 340, height: 12 + barHeight * shown.length },
  )
}
