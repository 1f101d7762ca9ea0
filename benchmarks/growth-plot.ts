import { writeFileSync } from 'node:fs'
import { LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer])

/** How one way of ranking grows: documents, seconds, gigabytes. */
export interface Growth {
  readonly name: string
  readonly points: readonly (readonly [documents: number, seconds: number, gigabytes: number])[]
}

/** Two charts side by side, time and peak memory against documents, both axes logarithmic: growth in proportion is a straight line. */
export function plotGrowth(file: string, growths: readonly Growth[]): void {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 900, height: 360 })
  const plots = [
    { title: 'time, s', left: 60, at: 1 },
    { title: 'peak memory, GB', left: 510, at: 2 },
  ] as const
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    legend: { bottom: 0, data: growths.map(({ name }) => name) },
    title: plots.map(({ title, left }) => ({ text: title, left, top: 4, textStyle: { fontSize: 14 } })),
    grid: plots.map(({ left }) => ({ left, top: 40, width: 360, height: 250 })),
    xAxis: plots.map((_, gridIndex) => ({
      type: 'log',
      gridIndex,
      name: 'documents',
      nameLocation: 'middle',
      nameGap: 24,
    })),
    yAxis: plots.map((_, gridIndex) => ({ type: 'log', gridIndex })),
    series: plots.flatMap(({ at }, plot) =>
      growths.map(({ name, points }, i) => ({
        name,
        type: 'line',
        xAxisIndex: plot,
        yAxisIndex: plot,
        symbol: ['circle', 'triangle', 'rect'][i % 3],
        symbolSize: 8,
        data: points.map((point) => [point[0], point[at]]),
      })),
    ),
  })
  writeFileSync(file, still(chart.renderToSVGString()))
  chart.dispose()
}

/** With a title for those who cannot see it, and without the styles of a mouse that passes over. */
function still(svg: string): string {
  return svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>\s*/, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/^<svg[^>]*>/, (head) => `${head}<title>Time and peak memory against documents</title>`)
}
