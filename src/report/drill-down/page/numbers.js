// @ts-check

/**
 * A share as `.639`, ranks as `2,507`, as in the tables of the report.
 * @param {number} value
 * @param {string} measure
 */
export function written(value, measure) {
  if (!Number.isFinite(value)) return 'n/a'
  if (measure === 'RankDistance' || Math.abs(value) > 1) return rankText(Math.round(value))
  return value
    .toFixed(3)
    .replace(/^(-?)0\./, '$1.')
    .replace('-', '−')
}

/**
 * A difference with its sign, `=` where nothing of it would be seen.
 * @param {number} value
 * @param {string} measure
 */
export function signed(value, measure) {
  const size = written(Math.abs(value), measure)
  if (size === 'n/a' || !/[1-9]/.test(size)) return size === 'n/a' ? size : '='
  return `${value < 0 ? '−' : '+'}${size}`
}

/** @param {number} rank */
export function rankText(rank) {
  return rank.toLocaleString('en-US')
}

/**
 * The rank that a code of `rankCode` stands for, to two digits from a hundred on.
 * @param {number} code
 */
export function rankOf(code) {
  if (code < 100) return code
  const above = code - 100
  return (10 + (above % 90)) * 10 ** (1 + Math.floor(above / 90))
}

/**
 * The number that `zigzag` wrote.
 * @param {number} code
 */
export function unzigzag(code) {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2
}
