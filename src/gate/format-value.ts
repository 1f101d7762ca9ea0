import type { ScoreRecord } from '../experiment/record.ts'
import { boundSign } from '../metrics/bound-sign.ts'

/** A figure at the precision that a reader can use: `0.5123`, `1234.5`. @param digits after the point, of figures below 100 */
export function formatValue(value: number, digits = 4): string {
  return Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(digits)
}

/** A score at the precision that a reader can use, with the sign of a bound: `≥ 12.3000`. */
export function formatScore({ value, bound }: Pick<ScoreRecord, 'value' | 'bound'>): string {
  return `${boundSign(bound)}${formatValue(value)}`
}
