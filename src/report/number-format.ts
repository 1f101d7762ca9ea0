import { boundSign } from '../metrics/bound-sign.ts'
import type { Side } from '../metrics/measure.ts'

/** What a number counts: a share of 1, written `.639`, or ranks, written `2,507`. */
export type Unit = 'share' | 'ranks'

/** Stands where a number should be and is not. */
const noNumber = 'n/a'

/** Rank distances count ranks; a measure whose values pass 1 can be no share either. */
export function unitOf(measure: string, values: readonly number[]): Unit {
  return measure === 'RankDistance' || values.some((value) => Math.abs(value) > 1) ? 'ranks' : 'share'
}

/** `.639`, `1.000`, `−.012`; `2,507`, `98.1` below a hundred ranks, `1.04` below ten; `n/a` for what is not a finite number. */
export function formatValue(value: number | null | undefined, unit: Unit, digits = 3): string {
  if (!isNumber(value)) return noNumber
  const size = magnitude(value, unit, digits)
  return value < 0 && !isZero(size) ? `−${size}` : size
}

/** A score as `formatValue` writes it, behind `≥` or `≤` where it is only a bound. */
export function formatScore(
  score: { readonly value: number | null | undefined; readonly bound?: Side } | undefined,
  unit: Unit,
  digits = 3,
): string {
  return `${isNumber(score?.value) ? boundSign(score.bound) : ''}${formatValue(score?.value, unit, digits)}`
}

/** A difference with its sign, `+.012`, or `=` where nothing of it would be seen. */
export function formatDifference(value: number | null | undefined, unit: Unit, digits = 3): string {
  if (!isNumber(value)) return noNumber
  const size = magnitude(value, unit, digits)
  if (isZero(size)) return '='
  return `${value < 0 ? '−' : '+'}${size}`
}

/** A spread: `±.002`. */
export function formatSpread(value: number, unit: Unit): string {
  return Number.isFinite(value) ? `±${magnitude(value, unit, 3)}` : noNumber
}

/** `97 %`; near the whole one decimal more (`99.7 %`), and `100 %` for the whole alone. Its blanks do not break. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return noNumber
  const percent = share * 100
  if (share === 1 || Math.round(percent) !== 100) return `${Math.round(percent)}\u00a0%`
  if (percent.toFixed(1) !== '100.0') return `${percent.toFixed(1)}\u00a0%`
  return share < 1 ? '>\u00a099.9\u00a0%' : '>\u00a0100\u00a0%'
}

/** `0.4 s`, `28 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return noNumber
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** Whether there is a number. A record read back from JSON may hold null where NaN was written. */
export function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function magnitude(value: number, unit: Unit, digits: number): string {
  const size = Math.abs(value)
  if (unit === 'share') return size.toFixed(digits).replace(/^0\./, '.')
  const whole = Number.isInteger(size) || size >= 99.95
  // Of a few ranks, and of measures that are no ranks at all, a hundredth counts.
  return whole ? Math.round(size).toLocaleString('en-US') : size.toFixed(size < 9.995 ? 2 : 1)
}

function isZero(written: string): boolean {
  return !/[1-9]/.test(written)
}
