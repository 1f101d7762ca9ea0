// @ts-check
import { columnOf, valuesOf } from './blocks.js'

/**
 * What the table is made of: numbers of one measure in one setting, one a query.
 * @typedef {object} Sides
 * @property {Float64Array} values of the case
 * @property {Float64Array | null} others of what it is compared with
 * @property {Float64Array | null} distances rank distances of the case
 * @property {'higher' | 'lower'} direction
 */

/**
 * @param {import('./blocks.js').Values} own
 * @param {import('./blocks.js').Values | 'baseline' | null} other
 * @param {{ measure: string, setting: string }} wanted
 * @returns {Sides}
 */
export function sidesOf(own, other, wanted) {
  const column = columnOf(own, wanted)
  const distance = columnOf(own, { measure: 'RankDistance', setting: 'multilingual' })
  return {
    values: valuesOf(own, column),
    others: othersOf(own, other, wanted),
    distances: distance < 0 ? null : valuesOf(own, distance),
    direction: own.header.columns[column]?.direction ?? 'higher',
  }
}

/**
 * @param {import('./blocks.js').Values} own
 * @param {import('./blocks.js').Values | 'baseline' | null} other
 * @param {{ measure: string, setting: string }} wanted
 */
function othersOf(own, other, wanted) {
  if (other === null) return null
  const values = other === 'baseline' ? own : other
  const column = columnOf(values, wanted)
  if (column < 0 || (other === 'baseline' && !values.header.columns[column]?.baseline)) return null
  return valuesOf(values, column, other === 'baseline' ? 'baseline' : 'values')
}

/**
 * Places of the queries that pass the filters.
 * @param {import('./blocks.js').Texts} texts
 * @param {{ language: string, text: string }} filter empty strings let everything pass
 */
export function matching({ header, lists }, { language, text }) {
  const { ids, texts, concepts } = header.queries
  const number = header.languages.indexOf(language)
  const wanted = text.normalize('NFKC').toLocaleLowerCase().trim()
  return [...ids.keys()].filter((query) => {
    if (language !== '' && lists['query languages']?.[query] !== number) return false
    if (wanted === '') return true
    return [texts[query], ids[query], concepts[query]].some((one) =>
      (one ?? '').normalize('NFKC').toLocaleLowerCase().includes(wanted),
    )
  })
}

/** @typedef {'query' | 'language' | 'value' | 'other' | 'change' | 'distance'} Order */

/**
 * Sorts queries by a column; those without a number come last, and equals stay as they were.
 * @param {number[]} queries
 * @param {{ by: Order, descending: boolean }} order
 * @param {Sides} sides
 * @param {import('./blocks.js').Texts} texts
 */
export function sorted(queries, { by, descending }, sides, texts) {
  const worth = worthOf(by, sides, texts)
  const sign = descending ? -1 : 1
  return queries.toSorted((a, b) => {
    const [first, second] = [worth(a), worth(b)]
    if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second))
    return sign * (first - second) || a - b
  })
}

/**
 * @param {Order} by
 * @param {Sides} sides
 * @param {import('./blocks.js').Texts} texts
 * @returns {(query: number) => number}
 */
function worthOf(by, sides, texts) {
  const of = (/** @type {Float64Array | null} */ list) => (/** @type {number} */ query) => list?.[query] ?? Number.NaN
  if (by === 'language') return (query) => texts.lists['query languages']?.[query] ?? 0
  if (by === 'value') return of(sides.values)
  if (by === 'other') return of(sides.others)
  if (by === 'change') return (query) => changeOf(sides, query)
  if (by === 'distance') return of(sides.distances)
  return (query) => query
}

/**
 * How far a query scores above what it is compared with; NaN where either has no number.
 * @param {Sides} sides
 * @param {number} query
 */
export function changeOf({ values, others }, query) {
  return (values[query] ?? Number.NaN) - (others?.[query] ?? Number.NaN)
}
