import {
  BarChart,
  type BarSeriesOption,
  LineChart,
  type LineSeriesOption,
  ScatterChart,
  type ScatterSeriesOption,
} from 'echarts/charts'
import {
  GridComponent,
  type GridComponentOption,
  MarkLineComponent,
  type MarkLineComponentOption,
} from 'echarts/components'
import { type ComposeOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { formatValue } from '../number-format.ts'
import type { Mark } from '../palette.ts'

use([BarChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer])

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | ScatterSeriesOption | GridComponentOption | MarkLineComponentOption
>

/** A numeric axis: what it shows, apart from how it looks. */
export interface Axis {
  readonly type: 'value' | 'log'
  readonly name: string
  readonly min?: number
  readonly max?: number
  readonly interval?: number
}

/** Room around the plot for axes and their names. */
export const margins = { left: 54, right: 18, top: 24, bottom: 46 } as const

/** User units; the page scales the picture to its column. Narrow, so that its 13-unit text can be read on a phone. */
export const chartSize: { readonly width: number; readonly height: number } = { width: 440, height: 320 }

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * A chart as an `<svg>` element for an HTML page: one picture for light, dark and paper, since all its colours are the page's
 * CSS variables; no style, script, class or id, so the page's content security policy needs no exception and the same
 * option gives the same text.
 *
 * @param description what a screen reader says instead of the picture
 * @param size        where it is not the usual
 */
export function svgChart(option: ChartOption, description: string, size: Partial<typeof chartSize> = {}): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...chartSize, ...size })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit', fontSize: 13 }, ...option })
    return cleaned(chart.renderToSVGString(), description)
  } finally {
    chart.dispose()
  }
}

/**
 * A text that may come from anywhere, as the chart library can take it: it keeps the widths of texts in a plain object, where
 * `__proto__` and `toString` are there already, and writes into what it finds. A blank at the end makes them names like any.
 */
export function chartText(text: string): string {
  return text in Object.prototype ? `${text} ` : text
}

/** Both axes, in the page's colours and with room for their names. */
export function axes(x: Axis, y: Axis): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis'> {
  return {
    grid: margins,
    xAxis: { ...axisStyle, ...x, name: chartText(x.name), ...ticksOf(x), nameGap: 27 },
    yAxis: {
      ...axisStyle,
      ...y,
      name: chartText(y.name),
      ...ticksOf(y),
      axisLabel: { ...axisStyle.axisLabel, formatter: shortNumber },
      nameGap: 38,
    },
  }
}

/** `.25` as in the tables, so that `.0025` has room beside the axis' name too. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6))).replace(/^0\./, '.')
}

/** The chart library marks powers of ten alone, which leaves an axis from 1,000 to 5,000 with nothing between its ends. */
function ticksOf({ type, min, max }: Axis) {
  if (type !== 'log' || min === undefined || max === undefined) return {}
  const values = logTicks(min, max)
  return {
    axisTick: { ...axisStyle.axisTick, customValues: values },
    axisLabel: { ...axisStyle.axisLabel, customValues: values, hideOverlap: true },
  }
}

/** 1, 2 and 5 times the powers of ten from `min` to `max`, these included; over more than two powers, the powers alone. */
export function logTicks(min: number, max: number): number[] {
  const wide = max / min > 100
  const powers = Array.from(
    { length: Math.ceil(Math.log10(max)) - Math.floor(Math.log10(min)) + 1 },
    (_, i) => 10 ** (Math.floor(Math.log10(min)) + i),
  )
  const ticks = powers.flatMap((power) => (wide ? [power] : [power, 2 * power, 5 * power]))
  return ticks.filter((tick) => tick >= min && tick <= max)
}

const axisStyle = {
  nameLocation: 'middle',
  nameTextStyle: { color: 'var(--soft)', fontSize: 13 },
  axisLine: { show: true, lineStyle: { color: 'var(--line)' } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: 'var(--grid)' } },
  splitNumber: 4,
  axisLabel: { color: 'var(--soft)', fontSize: 12 },
} as const

/** Dashed lines at named values of a logarithmic x axis of ranks: `random 2,751`. */
export function boundLines(bounds: readonly (readonly [name: string, value: number])[], { min, max }: Ends): MarkLine {
  // A name over a line at the edge would be cut off there.
  const alignAt = (value: number): 'left' | 'center' | 'right' => {
    const place = Math.log(value / min) / Math.log(max / min)
    return place > 0.8 ? 'right' : place < 0.2 ? 'left' : 'center'
  }
  return {
    symbol: 'none',
    silent: true,
    lineStyle: { color: 'var(--soft)', type: 'dashed' },
    data: bounds.map(([name, value]) => ({
      xAxis: Math.max(value, 1),
      label: {
        formatter: () => `${name} ${formatValue(value, 'ranks')}`,
        align: alignAt(Math.max(value, 1)),
        color: 'var(--soft)',
        fontSize: 12,
      },
    })),
  }
}

type MarkLine = NonNullable<LineSeriesOption['markLine']>

/** A series colour as CSS. */
export function colourOf(mark: Mark): string {
  return `var(--series-${mark.colour})`
}

/** Dashes that tell lines apart where colours do not. */
export function dashOf(mark: Mark): number[] | 'solid' {
  const dashes = { circle: 'solid', rect: [6, 3], triangle: [2, 3], diamond: [9, 3, 2, 3], pin: [12, 4] } as const
  const dash = dashes[mark.shape]
  return dash === 'solid' ? dash : [...dash]
}

/** Where an axis begins and ends. */
export interface Ends {
  readonly min: number
  readonly max: number
}

/** Bounds of a logarithmic axis: 1, 2 or 5 times a power of ten, with some room on either side of the values. */
export function logBounds(values: readonly number[]): Ends {
  const positive = values.filter((value) => value > 0)
  const below = Math.min(...positive, Infinity) / 1.1
  const above = Math.max(...positive, -Infinity) * 1.1
  if (positive.length === 0) return { min: 1, max: 10 }
  const power = 10 ** Math.floor(Math.log10(below))
  const steps = [1, 2, 5].map((step) => step * power)
  const min = steps.findLast((step) => step <= below) ?? power
  const upper = 10 ** Math.floor(Math.log10(above))
  const max = [1, 2, 5, 10].map((step) => step * upper).find((step) => step >= above) ?? upper * 10
  return { min, max }
}

function cleaned(svg: string, description: string): string {
  return (
    svg
      .replace(/<style[\s\S]*?<\/style>/g, '')
      // Clip paths: all values lie within the axes, and their ids count every chart drawn before.
      .replace(/<defs[\s\S]*?<\/defs>/g, '')
      .replace(/ style="font-size:([\d.]+)px;font-family:inherit;"/g, ' font-size="$1"')
      .replace(/ (?:class|style|clip-path|pointer-events|ecmeta_\w+|xmlns(?::xlink)?|version|baseProfile)="[^"]*"/g, '')
      .replace(/<rect [^>]*fill="none"><\/rect>/, '')
      // Coordinates, not the numbers that are written at the axes.
      .replace(/<[^>]*>/g, (tag) => tag.replace(/(\.\d\d)\d+/g, '$1'))
      .replace(/\n+/g, '\n')
      .replace(/^<svg /, `<svg role="img" aria-label="${escapeText(description)}" `)
  )
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] as string)
}
