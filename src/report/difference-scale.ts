import { type HeatScale, heatLevels } from './heat-scale.ts'
import { formatDifference, isNumber, unitOf } from './number-format.ts'

/**
 * How differences become tints: level 0 for none, up to `heatLevels` for the largest gain, down to −`heatLevels` for a loss as
 * large. One scale for both, so that a gain and a loss of one size are equally strong.
 */
export function differenceScale(
  measure: string,
  differences: readonly number[],
  direction: 'higher' | 'lower',
): HeatScale {
  const known = differences.filter(isNumber)
  const reach = known.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const unit = unitOf(measure, known)
  const digits = reach < 0.1 ? 3 : 2
  const written = (value: number | null | undefined) => (isNumber(value) ? formatDifference(value, unit, digits) : '')
  const sign = direction === 'higher' ? 1 : -1
  return {
    level: (value) => (isNumber(value) && reach > 0 ? Math.round((sign * heatLevels * value) / reach) : 0),
    written,
    widest: known.reduce((most, value) => Math.max(most, written(value).length), 0),
    sentence: `Blue is better, red is worse; the strongest colour is a difference of ${formatDifference(reach, unit, digits).replace(/^\+/, '')}.`,
  }
}
