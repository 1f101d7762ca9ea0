/** Where on a measure's scale the codes of its values lie: `low + step × (code − 1)`. */
export interface Scale {
  readonly low: number
  readonly step: number
}

/** What a query without a value has in place of one. */
const noValue = 0

/** How finely a value between two known ends is kept: as many steps as a table with three decimals shows of a share. */
const steps = 1000

/** The largest code; two bytes hold it. */
const largestCode = 65_535

/**
 * The scale of a measure's values. Measures that end on both sides are divided into a thousand steps, so that a share is
 * off by at most .0005, what three decimals show of it; means over hundreds of queries are off by far less, since the
 * errors cancel. Whole numbers, such as rank distances, are kept as they are. Of others, and of whole numbers beyond
 * 65,534, the step is the smallest power of ten, not below .001, that fits the spread into two bytes.
 *
 * @param range smallest and largest possible value of the measure
 * @param rows  one array a seed; NaN where a query has no value
 */
export function scaleOf([low, high]: readonly [number, number], rows: readonly Float64Array[]): Scale {
  if (Number.isFinite(low) && Number.isFinite(high) && high > low) return { low, step: (high - low) / steps }
  const { least, most, whole } = extent(rows)
  const fits = (step: number): boolean => (most - least) / step < largestCode - 1
  let step = whole ? 1 : 0.001
  while (!fits(step)) step *= 10
  return { low: Math.floor(least / step) * step, step }
}

function extent(rows: readonly Float64Array[]): { least: number; most: number; whole: boolean } {
  let [least, most, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true]
  for (const row of rows) {
    for (const value of row) {
      if (Number.isNaN(value)) continue
      least = Math.min(least, value)
      most = Math.max(most, value)
      whole &&= Number.isInteger(value)
    }
  }
  return least <= most ? { least, most, whole } : { least: 0, most: 0, whole: true }
}

/** Codes of values on a scale: 0 for NaN, else 1 and up; values beyond the scale's ends are put at its ends. */
export function quantise(values: ArrayLike<number>, { low, step }: Scale): Uint16Array {
  return Uint16Array.from(values, (value) =>
    Number.isNaN(value) ? noValue : Math.min(largestCode, Math.max(1, 1 + Math.round((value - low) / step))),
  )
}

/**
 * Values rounded to the steps of a scale, those beyond its ends too: a run is held against kept values on their scale, and
 * what fell out of it must not look as if it had not.
 */
export function rounded(values: ArrayLike<number>, { low, step }: Scale): Float64Array {
  return Float64Array.from(values, (value) => low + step * Math.round((value - low) / step))
}

/** The values that codes stand for, NaN for 0; off from the original by at most half a step. */
export function dequantise(codes: Uint16Array, { low, step }: Scale): Float64Array {
  return Float64Array.from(codes, (code) => (code === noValue ? Number.NaN : low + step * (code - 1)))
}
