import { mean } from '../../mean.ts'
import type { Mark } from '../palette.ts'
import { counted, shortened } from '../plain-text.ts'
import { axes, boundLines, chartSize, chartText, colourOf, logBounds, margins, svgChart } from './svg-chart.ts'

/** One row: its accuracy and its language bias. */
export interface BiasPoint {
  readonly label: string
  readonly mark: Mark
  readonly accuracy: number
  readonly rankDistance: number
}

/** Longer names are cut; where that makes two alike, none is written. */
const longestName = 24

/** More names than this would cover the points; the legend has them all. */
const namedAtMost = 12

/**
 * Accuracy in the multilingual pool (up) against rank distance (left is fairer, logarithmic).
 *
 * @param random what a random ranking is expected to have, marked where it is known
 * @returns null where no row has both numbers
 */
export function biasScatter(points: readonly BiasPoint[], measure: string, random?: number): string | null {
  if (points.length === 0) return null
  const distances = points.map(({ rankDistance }) => Math.max(rankDistance, 1))
  const bounds = logBounds([...distances, ...(random === undefined ? [] : [random])])
  const top = roundedUp(Math.max(...points.map(({ accuracy }) => accuracy)))
  const names = new Set(points.map(({ label }) => shortened(label, longestName)))
  const named = points.length <= namedAtMost && names.size === points.length
  const labels = named ? placeLabels(points, { ...bounds, top }) : []
  const data = points.map(({ mark, accuracy }, i) => ({
    value: [distances[i] as number, accuracy],
    symbol: mark.shape,
    itemStyle: { color: colourOf(mark), opacity: 1 },
    label: labelOption(labels[i]),
  }))
  const accuracyName = `${shortened(measure, 20)}, multilingual pool`
  const description = `Scatter chart of ${counted(points.length, 'row')}: ${shortened(measure, 20)} in the multilingual pool against rank distance. The table above holds the numbers.`
  return svgChart(
    {
      ...axes(
        { type: 'log', name: 'rank distance: less is fairer', ...bounds },
        { type: 'value', name: accuracyName, min: 0, max: top, interval: top / 4 },
      ),
      series: [
        {
          type: 'scatter',
          clip: false,
          symbolSize: 13,
          data,
          ...(random && { markLine: boundLines([['random', random]], bounds) }),
        },
      ],
    },
    description,
  )
}

/** A name beside its point, `shift` units lower than the point where another name is in the way. */
export interface PlacedLabel {
  readonly text: string
  readonly side: 'left' | 'right'
  readonly shift: number
}

/**
 * Names on the side where there is room, pushed down in turn where they would overlap.
 * The chart library's own way of moving labels leaves names of neighbouring points on top of each other.
 */
export function placeLabels(
  points: readonly BiasPoint[],
  { min, max, top }: { readonly min: number; readonly max: number; readonly top: number },
): PlacedLabel[] {
  const [line, character, gap] = [16, 7, 12]
  const width = chartSize.width - margins.left - margins.right
  const height = chartSize.height - margins.top - margins.bottom
  const placed: { from: number; to: number; y: number }[] = []
  const labels = new Map<BiasPoint, PlacedLabel>()
  const middle = mean(points.map(({ rankDistance }) => Math.log(Math.max(rankDistance, 1))))
  for (const point of [...points].sort((a, b) => b.accuracy - a.accuracy)) {
    const text = shortened(point.label, longestName)
    const x = (Math.log(Math.max(point.rankDistance, 1) / min) / Math.log(max / min)) * width
    const side = Math.log(Math.max(point.rankDistance, 1)) > middle ? 'left' : 'right'
    const length = text.length * character + gap
    const [from, to] = side === 'left' ? [x - length, x] : [x, x + length]
    const own = (1 - point.accuracy / top) * height
    // From top to bottom, so that each name need only look at those above it.
    const y = placed.reduce(
      (low, other) => (other.to > from && other.from < to ? Math.max(low, other.y + line) : low),
      own,
    )
    placed.push({ from, to, y })
    labels.set(point, { text, side, shift: Math.round(y - own) })
  }
  return points.map((point) => labels.get(point) as PlacedLabel)
}

function labelOption(label: PlacedLabel | undefined) {
  if (label === undefined) return { show: false }
  return {
    show: true,
    formatter: () => chartText(label.text),
    position: label.side,
    offset: [0, label.shift],
    color: 'var(--ink)',
    fontSize: 13,
    textBorderColor: 'var(--paper)',
    textBorderWidth: 3,
  }
}

/** The smallest of 0.1, 0.2, 0.4, 0.6, 0.8, 1 times a power of ten that leaves room above the value; 1 for nothing. */
function roundedUp(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.ceil(Math.log10(value))
  const step = [0.1, 0.2, 0.4, 0.6, 0.8, 1].find((share) => share * power >= value * 1.02)
  return Number(((step ?? 1.2) * power).toPrecision(6))
}
