import type { Judged, Measure } from '../metrics/measure.ts'

/** Where a value was asked for, for errors. */
export interface ValueOf {
  /** The function that was called. */
  readonly caller: string
  readonly query: string
  readonly setting?: string
}

/**
 * A measure's value for one query. Where nothing is relevant, or nothing was returned, it is the measure's `missing`,
 * unless the measure scores that itself or bounds it.
 *
 * @throws {RangeError} a value that is not finite
 */
export function queryValue(measure: Measure, judged: Judged, of: ValueOf): number {
  const value = isScored(measure, judged) ? measure.score(judged) : (measure.missing ?? valueOfNothing(measure, judged))
  if (Number.isFinite(value)) return value
  throw new RangeError(
    `${of.caller}: values must be finite; ${measure.name} gave ${value} for query ${JSON.stringify(of.query)}${of.setting ? `, ${of.setting}` : ''}. Mend the measure.`,
  )
}

/** Whether the value is all that can be said of a truth which the run does not tell. */
export function isBound(measure: Measure, judged: Judged): boolean {
  if (judged.ranks.length === 0) return false
  if (measure.bound) return measure.bound.where(judged)
  return judged.retrieved === 0 && isUnknownOfNothing(measure)
}

/** Whether the measure says anything of the query: how far down nothing stands is no number. */
export function isTold({ bound, scoresEmpty, missing }: Measure, { ranks }: Judged): boolean {
  return ranks.length > 0 || !bound || Boolean(scoresEmpty) || missing !== undefined
}

function isScored({ scoresEmpty, bound }: Measure, { ranks, retrieved }: Judged): boolean {
  return scoresEmpty || (ranks.length > 0 && (retrieved > 0 || Boolean(bound)))
}

/** Nothing found is the worst where higher is better. Where lower is, 0 might be the best: the truth is at least the least. */
function valueOfNothing(measure: Measure, { ranks }: Judged): number {
  return ranks.length > 0 && isUnknownOfNothing(measure) ? measure.range[0] : 0
}

function isUnknownOfNothing({ direction, missing, scoresEmpty }: Measure): boolean {
  return direction === 'lower' && missing === undefined && !scoresEmpty
}
