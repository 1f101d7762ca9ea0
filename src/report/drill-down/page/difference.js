// @ts-check
import { scaled } from './blocks.js'

/**
 * @typedef {object} Choosable values of one measure by language pair
 * @property {string} name
 * @property {string} title name, and where the documents compete if that is not each language by itself
 * @property {string} label what stands over its map
 * @property {'higher' | 'lower'} direction
 * @property {import('./blocks.js').Scale} scale
 *
 * @typedef {object} DifferencesHeader
 * @property {string[]} cases
 * @property {string[]} languages
 * @property {Choosable[]} measures
 * @property {number} first
 * @property {number} second
 */

/** @typedef {import('./unpack.js').Unpacked<DifferencesHeader>} Choosables */

/**
 * @typedef {object} Chosen
 * @property {number} measure by its place, as the cases
 * @property {number} first
 * @property {number} second
 *
 * @typedef {object} Bar
 * @property {string} language
 * @property {number} change as the measure counts it
 * @property {number} gain negative where it got worse
 *
 * @typedef {object} Difference of one case less another
 * @property {Choosable} measure
 * @property {string[]} queries languages that have a pair
 * @property {string[]} documents
 * @property {number[][]} pairs query language by document language; NaN where either case has no value
 * @property {string} setting of the bars
 * @property {Bar[]} bars
 * @property {(change: number) => string} barText
 */

/** The settings of the bars; of those that both cases have, the last. */
const barSettings = ['monolingual', 'cross-lingual', 'multilingual']

/** As many tints as the style sheet has, for better and for worse. */
const tintLevels = 20

/**
 * What one case has more or less than another, by language pair and by query language.
 * @param {Choosables} choosables
 * @param {Chosen} chosen
 * @returns {Difference}
 */
export function differenceOf({ header, lists }, { measure, first, second }) {
  const about = /** @type {Choosable} */ (header.measures[measure])
  const { languages } = header
  const size = languages.length
  const each = size * (size + barSettings.length)
  const codes = lists[`measure ${measure}`] ?? new Uint32Array()
  const line = (/** @type {number} */ place, /** @type {number} */ row) =>
    Array.from(codes.subarray(place * each + row * size, place * each + (row + 1) * size), (code) =>
      scaled(code, about.scale),
    )
  const less = (/** @type {number} */ row) => {
    const other = line(second, row)
    return line(first, row).map((value, i) => value - (other[i] ?? Number.NaN))
  }
  const matrix = languages.map((_, row) => less(row))
  const rows = [...languages.keys()].filter((row) => matrix[row]?.some(Number.isFinite))
  const columns = [...languages.keys()].filter((column) => rows.some((row) => Number.isFinite(matrix[row]?.[column])))
  const named = (/** @type {number[]} */ places) => places.map((place) => languages[place] ?? '')
  const pairs = rows.map((row) => columns.map((column) => matrix[row]?.[column] ?? Number.NaN))
  const setting = barSettings.findLastIndex((_, i) => less(size + i).some(Number.isFinite))
  const changes = setting < 0 ? [] : less(size + setting)
  const sign = about.direction === 'higher' ? 1 : -1
  const bars = changes.flatMap((change, i) =>
    Number.isFinite(change) ? [{ language: languages[i] ?? '', change, gain: sign * change }] : [],
  )
  const isRanks = setting >= 0 && countsRanks(about.name, line(first, size + setting))
  return {
    measure: about,
    queries: named(rows),
    documents: named(columns),
    pairs,
    setting: barSettings[setting] ?? '',
    bars,
    barText: (change) => differenceText(change, { isRanks, digits: 3, step: about.scale.step }),
  }
}

/**
 * How the differences of a map become tints and texts, as in the maps that need no script.
 * @param {Pick<Choosable, 'name' | 'direction' | 'scale'>} measure
 * @param {number[]} differences
 */
export function tintsOf({ name, direction, scale }, differences) {
  const known = differences.filter(Number.isFinite)
  const reach = known.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const format = { isRanks: countsRanks(name, known), digits: reach < 0.1 ? 3 : 2, step: scale.step }
  const text = (/** @type {number} */ value) => (Number.isFinite(value) ? differenceText(value, format) : '')
  const sign = direction === 'higher' ? 1 : -1
  return {
    level: (/** @type {number} */ value) =>
      Number.isFinite(value) && reach > 0 ? Math.round((sign * tintLevels * value) / reach) : 0,
    text,
    widest: known.reduce((most, value) => Math.max(most, text(value).length), 0),
    sentence: `Blue is better, red is worse; the strongest colour is a difference of ${text(reach).replace(/^\+/, '')}.`,
  }
}

/**
 * Whether values count ranks; else they are shares.
 * @param {string} name
 * @param {number[]} values
 */
function countsRanks(name, values) {
  return name === 'RankDistance' || values.some((value) => Math.abs(value) > 1)
}

/**
 * A difference with its sign, `=` where nothing of it would be seen.
 * @param {number} value
 * @param {{ isRanks: boolean, digits: number, step: number }} format
 */
function differenceText(value, { isRanks, digits, step }) {
  const size = isRanks ? ranksText(Math.abs(value), step) : Math.abs(value).toFixed(digits).replace(/^0\./, '.')
  if (!/[1-9]/.test(size)) return '='
  return `${value < 0 ? '−' : '+'}${size}`
}

/**
 * Decimals for few ranks; none where there are none but those that packing left.
 * @param {number} size
 * @param {number} step of the packed values
 */
function ranksText(size, step) {
  const isWhole = Math.abs(size - Math.round(size)) <= step || size >= 99.95
  return isWhole ? Math.round(size).toLocaleString('en-US') : size.toFixed(size < 9.995 ? 2 : 1)
}
