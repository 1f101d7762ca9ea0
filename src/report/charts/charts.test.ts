import { describe, expect, test } from 'vitest'
import { type BiasPoint, biasScatter, placeLabels } from './bias-scatter.ts'
import { differenceBars } from './difference-bars.ts'
import { lossChart } from './loss-chart.ts'
import { rankDistanceChart } from './rank-distance-chart.ts'
import { logBounds, logTicks } from './svg-chart.ts'
import { trendChart } from './trend-chart.ts'
import { validationChart } from './validation-chart.ts'

const mark = { colour: 3, shape: 'circle' } as const
const point = (label: string, accuracy: number, rankDistance: number): BiasPoint => ({
  label,
  mark,
  accuracy,
  rankDistance,
})

describe('biasScatter', () => {
  const svg = biasScatter([point('Hybrid', 0.36, 975), point('<script>"x"', 0.05, 2507)], 'AP') ?? ''

  test('is one accessible picture in the page’s colours, with nothing the security policy would block', () => {
    expect(svg).toMatch(/^<svg role="img" aria-label="Scatter chart of 2 rows: AP /)
    expect(svg).toContain('fill="var(--series-3)"')
    expect(svg).not.toMatch(/<style|<script| style=| class=| id=|url\(/)
  })

  test('names the points, escaped', () => {
    expect(svg).toContain('>Hybrid</text>')
    expect(svg).toContain('&lt;script&gt;&quot;x&quot;')
  })

  test('is the same text for the same numbers, however many charts came before', () => {
    expect(biasScatter([point('Hybrid', 0.36, 975), point('<script>"x"', 0.05, 2507)], 'AP')).toBe(svg)
  })

  test('keeps the name of the random expectation within the picture, however far right it lies', () => {
    // The axis ends at 2,000; written around its line, the name would end beyond the picture.
    const far = biasScatter([point('Hybrid', 0.36, 975)], 'AP', 1800) ?? ''
    expect(far).toMatch(/<text [^>]*text-anchor="end"[^>]*>random 1,800<\/text>/)
    const middle = biasScatter([point('Hybrid', 0.36, 1200), point('Other', 0.36, 4000)], 'AP', 2200) ?? ''
    expect(middle).toMatch(/<text [^>]*text-anchor="middle"[^>]*>random 2,200<\/text>/)
  })

  test('writes small numbers out at the axis', () => {
    const svg = biasScatter([point('chance', 0.0009, 975)], 'AP') ?? ''
    expect(svg.match(/>\.\d+</g)).toEqual(['>.00025<', '>.0005<', '>.00075<', '>.001<'])
    expect(svg).not.toMatch(/ \w+="[^"]*\.\d{3}/)
  })

  test('leaves forty names to the legend', () => {
    const many = Array.from({ length: 40 }, (_, i) => point(`name ${i}`, 0.01 * i, 100 + i))
    expect(biasScatter(many, 'AP')).not.toContain('name 1')
  })

  test('leaves names to the legend that are alike once they are cut', () => {
    const two = ['1', '2'].map((end) => point(`a name of more than 24 letters ${end}`, 0.1, 100))
    expect(biasScatter(two, 'AP')).not.toContain('a name of')
  })

  test('is null without points, and drawn where every number is 0', () => {
    expect(biasScatter([], 'AP')).toBeNull()
    expect(biasScatter([point('nothing', 0, 0)], 'AP')).not.toMatch(/NaN|Infinity/)
  })
})

describe('differenceBars', () => {
  const bar = (language: string, gain: number) => ({ language, gain, change: gain })

  test('puts what lost most on top, and says every number', () => {
    const svg = differenceBars([bar('en', 0.02), bar('th', -0.2), bar('de', Number.NaN)], 'AP', 'share') ?? ''
    expect(svg).toContain('aria-label="Bar chart: AP, what lost most first. th −.200, en +.020."')
    expect(svg.indexOf('>th</text>')).toBeLessThan(svg.indexOf('>en</text>'))
    expect(svg).toContain('fill="var(--loss)"')
  })

  test('lets no name of a language reach into the prototype of all objects', () => {
    // The chart library keeps the widths of texts in a plain object: this wrote `prev` and `next` into Object.prototype.
    differenceBars([bar('__proto__', 0.1), bar('toString', 0.2), bar('__proto__', 0.1)], 'AP', 'share')
    biasScatter([point('__proto__', 0.1, 10)], '__proto__')
    expect([{}, () => 0].flatMap((one) => ['prev', 'next'].filter((key) => key in one))).toEqual([])
    expect(Object.keys(Object.prototype.toString)).toEqual([])
  })

  test('is null without a number, and drawn where nothing changed', () => {
    expect(differenceBars([bar('en', Number.NaN)], 'AP', 'share')).toBeNull()
    expect(differenceBars([bar('en', 0)], 'AP', 'share')).not.toMatch(/NaN|Infinity/)
  })
})

describe('validationChart', () => {
  test('draws a line a seed, and is null where nothing was validated', () => {
    const curve = [1, 2, 3].map((step) => ({ step, value: step / 10 }))
    const svg = validationChart([{ mark, curves: [curve, curve], chosen: [2, 3] }], 'AP, multilingual') ?? ''
    expect(svg).toContain('AP, multilingual on development data against the step, 2 curves.')
    expect(validationChart([{ mark, curves: [[]], chosen: [] }], 'AP')).toBeNull()
  })
})

describe('trendChart', () => {
  test('says first, last and baseline of every line', () => {
    const points = [0.3, 0.35].map((value, at) => ({ at, value }))
    const svg = trendChart([{ label: '<Hybrid>', mark, points, baseline: 0.34 }], { title: 'AP', runs: 2 }) ?? ''
    expect(svg).toContain('Line chart over 2 runs: AP. &lt;Hybrid&gt; .350, first .300, baseline .340.')
    expect(trendChart([], { title: 'AP', runs: 2 })).toBeNull()
  })
})

describe('placeLabels', () => {
  test('moves a name down where another is in the way, and only there', () => {
    const points = [point('Hybrid', 0.359, 975), point('Cross-lingual', 0.375, 961), point('Untrained', 0.055, 2507)]
    const labels = placeLabels(points, { min: 500, max: 5000, top: 0.4 })
    expect(labels.map(({ side }) => side)).toEqual(['right', 'right', 'left'])
    expect(labels.map(({ shift }) => shift > 0)).toEqual([true, false, false])
  })
})

describe('rankDistanceChart', () => {
  const record = { floor: 10, random: 2751, quantiles: [10, 200, 3290] }

  test('marks the floor and the random expectation', () => {
    const svg = rankDistanceChart([{ mark, record }]) ?? ''
    expect(svg).toContain('>floor 10</text>')
    expect(svg).toContain('>random 2,751</text>')
    expect(svg).toContain('stroke="var(--series-3)"')
  })

  test('leaves out a row whose quantiles hold no numbers', () => {
    expect(rankDistanceChart([{ mark, record: { ...record, quantiles: [10, Number.NaN] } }])).toBeNull()
    expect(rankDistanceChart([])).toBeNull()
  })
})

describe('lossChart', () => {
  test('draws a line for every seed', () => {
    const curve = [
      { step: 1, loss: 4.8 },
      { step: 100, loss: 1.2 },
    ]
    const svg = lossChart([{ mark, curves: [curve, curve] }]) ?? ''
    expect(svg.match(/stroke="var\(--series-3\)"/g)).toHaveLength(2)
    expect(svg).not.toMatch(/ id=|url\(|<defs/)
    expect(svg).toContain('2 curves')
  })

  test('is null where nothing was trained', () => {
    expect(lossChart([])).toBeNull()
    expect(lossChart([{ mark, curves: [[]] }])).toBeNull()
  })
})

describe('logBounds', () => {
  test.each([
    [[961, 2507], 500, 5000],
    [[10, 3290], 5, 5000],
    [[1], 0.5, 2],
    [[], 1, 10],
  ])('puts %j between %d and %d', (values, min, max) => {
    expect(logBounds(values)).toEqual({ min, max })
  })
})

describe('logTicks', () => {
  test.each([
    [1000, 5000, [1000, 2000, 5000]],
    [0.5, 2, [0.5, 1, 2]],
    [5, 5000, [10, 100, 1000]],
    [1, 10_000, [1, 10, 100, 1000, 10_000]],
  ])('marks the axis from %d to %d at %j', (min, max, ticks) => {
    expect(logTicks(min, max)).toEqual(ticks)
  })
})
