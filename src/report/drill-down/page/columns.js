// @ts-check
import { signed, written } from './numbers.js'
import { changeOf } from './rows.js'

/**
 * A measure in a setting, as the reader chooses it.
 * @param {import('./blocks.js').Column | undefined} column
 */
export function nameOf(column) {
  return column ? `${column.measure}, ${column.setting}` : ''
}

/**
 * The order that brings the worst values first.
 * @param {import('./blocks.js').Column} column
 * @returns {{ by: import('./rows.js').Order, descending: boolean }}
 */
export function worstFirst({ direction }) {
  return { by: 'value', descending: direction === 'lower' }
}

/**
 * The columns of the table, as far as there is something to show in them.
 * @param {{ sides: import('./rows.js').Sides, measure: string, beside: string | undefined }} options
 * @returns {Array<{ by: import('./rows.js').Order, label: string }>}
 */
export function headsOf({ sides, measure, beside }) {
  return [
    { by: 'query', label: 'query' },
    { by: 'language', label: 'language' },
    { by: 'value', label: measure },
    ...(sides.others
      ? /** @type {Array<{ by: import('./rows.js').Order, label: string }>} */ ([
          { by: 'other', label: beside ?? 'other' },
          { by: 'change', label: 'change' },
        ])
      : []),
    ...(sides.distances && measure !== 'RankDistance'
      ? [{ by: /** @type {import('./rows.js').Order} */ ('distance'), label: 'rank distance' }]
      : []),
  ]
}

/**
 * What stands in a column of a query's row.
 * @param {import('./rows.js').Order} by
 * @param {import('./rows.js').Sides} sides
 * @param {number} query
 * @param {string} measure
 */
export function numberOf(by, sides, query, measure) {
  if (by === 'value') return written(sides.values[query] ?? Number.NaN, measure)
  if (by === 'other') return written(sides.others?.[query] ?? Number.NaN, measure)
  if (by === 'change') return signed(changeOf(sides, query), measure)
  return written(sides.distances?.[query] ?? Number.NaN, 'RankDistance')
}
