// @ts-check
import { unzigzag } from './numbers.js'
import { unpack } from './unpack.js'

/** @typedef {{ low: number, step: number }} Scale */

/**
 * @typedef {object} Index
 * @property {Array<DatasetIndex>} datasets
 *
 * @typedef {object} DatasetIndex
 * @property {string} name
 * @property {string} block
 * @property {number} total
 * @property {number} shown
 * @property {Array<CaseIndex>} cases
 *
 * @typedef {object} CaseIndex
 * @property {string} label
 * @property {string} anchor
 * @property {string} block
 * @property {boolean} control
 * @property {boolean} failing
 * @property {number} worth mean of the leading measure
 */

/**
 * @typedef {object} TextsHeader
 * @property {string[]} languages
 * @property {{ ids: string[], texts: string[], concepts: string[] }} queries
 * @property {{ ids: string[], texts: string[] }} documents
 */

/**
 * @typedef {object} ValuesHeader
 * @property {number | null} seed
 * @property {number} seeds
 * @property {number} depth
 * @property {Column[]} columns
 * @property {Scale | null} score
 *
 * @typedef {object} Column
 * @property {string} measure
 * @property {string} setting
 * @property {'higher' | 'lower'} direction
 * @property {Scale} scale
 * @property {boolean} baseline
 * @property {'at least' | 'at most' | null} bound
 * @property {number[]} bounded
 */

/** @typedef {import('./unpack.js').Unpacked<TextsHeader>} Texts */
/** @typedef {import('./unpack.js').Unpacked<ValuesHeader>} Values */

/** @type {Map<string, Promise<any>>} */
const decoded = new Map()

/**
 * The content of a block, decoded when it is first asked for.
 * @param {string} id
 * @returns {Promise<any>}
 */
export function contentOf(id) {
  const known = decoded.get(id)
  if (known) return known
  const content = unpack(document.getElementById(id)?.textContent ?? '')
  decoded.set(id, content)
  return content
}

/**
 * The place of a measure in a setting among a case's columns, −1 where it has none.
 * @param {Values} values
 * @param {{ measure: string, setting: string }} wanted
 */
export function columnOf({ header }, { measure, setting }) {
  return header.columns.findIndex((one) => one.measure === measure && one.setting === setting)
}

/**
 * A column's values, one a query; NaN where there is none.
 * @param {Values} values
 * @param {number} column
 * @param {'values' | 'baseline'} [of]
 */
export function valuesOf({ header, lists }, column, of = 'values') {
  const scale = header.columns[column]?.scale ?? { low: 0, step: 1 }
  const codes = lists[`values ${column}`] ?? new Uint32Array()
  const off = lists[`baseline ${column}`]
  if (of === 'values' || !off) return Float64Array.from(codes, (code) => scaled(code, scale))
  return Float64Array.from(codes, (code, query) => scaled(code + unzigzag(off[query] ?? 0), scale))
}

/**
 * The value that a code stands for.
 * @param {number} code
 * @param {Scale} scale
 */
export function scaled(code, { low, step }) {
  return code === 0 ? Number.NaN : low + step * (code - 1)
}
