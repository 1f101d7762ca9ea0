// @ts-check
import { element } from './elements.js'

/** More languages than these have no room for names; those that moved least are left out. */
const barsAtMost = 40

/** User units. Names of languages stand to the left of the plot. */
const barPlot = { left: 58, right: 332, top: 4, width: 340, height: 20, thickness: 12.4 }

/**
 * A bar for every query language, what lost most on top.
 * @param {import('./difference.js').Difference} difference
 * @param {string} title of the two cases
 * @returns {HTMLElement | null} null where there are not two languages to tell apart
 */
export function differenceBars({ measure, setting, bars, barText }, title) {
  if (bars.length < 2) return null
  const sorted = bars.toSorted((a, b) => a.gain - b.gain)
  const shown =
    sorted.length <= barsAtMost ? sorted : [...sorted.slice(0, barsAtMost / 2), ...sorted.slice(-barsAtMost / 2)]
  const caption = `${measure.name}, ${setting}, by query language: ${title}`
  const told = shown.map(({ language, change }) => `${language} ${barText(change)}`).join(', ')
  const place = placesOf(shown.map(({ gain }) => gain))
  const high = 12 + barPlot.height * shown.length
  const picture = svg(
    'svg',
    {
      role: 'img',
      'aria-label': `Bar chart: ${caption}, what lost most first. ${told}.`,
      width: barPlot.width,
      height: high,
      viewBox: `0 0 ${barPlot.width} ${high}`,
    },
    ...shown.flatMap((bar, i) => barParts(bar, i, { place, text: barText(bar.change) })),
    svg('path', { d: `M${place(0)} ${barPlot.top}V${high - 8}`, stroke: 'var(--line)' }),
  )
  return element('figure', {}, element('figcaption', {}, element('bdi', {}, caption)), picture)
}

/**
 * Where a gain lies from left to right, with room for the number beyond the longest bar.
 * @param {number[]} gains
 */
function placesOf(gains) {
  const reach = gains.reduce((most, gain) => Math.max(most, Math.abs(gain)), Number.MIN_VALUE)
  const low = gains.some((gain) => gain < 0) ? -1.4 : -0.05
  const high = gains.some((gain) => gain > 0) ? 1.4 : 0.05
  return (/** @type {number} */ gain) => {
    const share = (gain / reach - low) / (high - low)
    return Math.round(100 * (barPlot.left + share * (barPlot.right - barPlot.left))) / 100
  }
}

/**
 * Name, bar and number of a language.
 * @param {import('./difference.js').Bar} bar
 * @param {number} row
 * @param {{ place: (gain: number) => number, text: string }} options
 */
function barParts({ language, gain }, row, { place, text }) {
  const middle = barPlot.top + barPlot.height * (row + 0.5)
  const [from, to] = [Math.min(place(0), place(gain)), Math.max(place(0), place(gain))]
  const characters = [...language]
  const name = characters.length <= 9 ? language : `${characters.slice(0, 8).join('')}…`
  const line = { 'dominant-baseline': 'central', y: middle, fill: 'var(--ink)' }
  return [
    svg('text', { ...line, x: barPlot.left - 6, 'text-anchor': 'end', 'font-size': 13 }, name),
    svg('rect', {
      x: from,
      y: middle - barPlot.thickness / 2,
      width: to - from,
      height: barPlot.thickness,
      fill: gain < 0 ? 'var(--loss)' : 'var(--tint)',
    }),
    gain < 0
      ? svg('text', { ...line, x: from - 5, 'text-anchor': 'end', 'font-size': 12 }, text)
      : svg('text', { ...line, x: to + 5, 'font-size': 12 }, text),
  ]
}

/**
 * A new element of a picture.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {Array<Node | string>} children
 */
function svg(name, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value))
  made.append(...children)
  return made
}
