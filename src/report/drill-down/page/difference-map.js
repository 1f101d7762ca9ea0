// @ts-check
import { tintsOf } from './difference.js'
import { element } from './elements.js'

/** With numbers in the cells a row of more languages would be wider than the page. */
const numberedColumns = 12

/**
 * A map of differences by query and document language: a table with tinted cells, as the maps that need no script.
 * @param {import('./difference.js').Difference} difference
 * @param {string} title of the two cases, for those who come to the map by itself
 */
export function differenceMap({ measure, queries, documents, pairs }, title) {
  const tints = tintsOf(measure, pairs.flat())
  const isDense = documents.length > numberedColumns
  const corner = element(
    'td',
    {},
    element('span', { 'aria-hidden': 'true' }, 'q╲d'),
    element('span', { class: 'unseen' }, 'query language by document language'),
  )
  const heads = documents.map((language) => element('th', { scope: 'col' }, element('bdi', {}, language)))
  const rows = queries.map((query, row) => {
    const cells = documents.map((document, column) => {
      const value = pairs[row]?.[column] ?? Number.NaN
      const kind = `t${tints.level(value)}${query === document ? ' own' : ''}`
      return mapCell(tints.text(value), kind, isDense)
    })
    return element('tr', {}, element('th', { scope: 'row' }, element('bdi', {}, query)), ...cells)
  })
  const isTagged = [...queries, ...documents].some((language) => language.length > 3)
  const room = isDense ? 'dense' : tints.widest <= 3 ? 'short' : tints.widest <= 5 ? 'medium' : 'long'
  const table = element(
    'table',
    { class: `heat${isTagged ? ' tagged' : ''} ${room}` },
    element('caption', {}, element('bdi', {}, measure.label)),
    element('thead', {}, element('tr', {}, corner, ...heads)),
    element('tbody', {}, ...rows),
  )
  const label = `${title}, ${measure.label}`
  return element('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': label }, table)
}

/**
 * @param {string} text
 * @param {string} kind class
 * @param {boolean} isDense no room for the number: it is heard, and seen when pointed at
 */
function mapCell(text, kind, isDense) {
  if (!isDense) return element('td', { class: kind }, text)
  return element('td', { class: kind, title: text }, element('span', { class: 'unseen' }, text))
}
