/**
 * The notation of a measure that looks at the first ranks only: `R@10`.
 *
 * @param maker names the function in the error
 * @throws {RangeError} the cutoff, the last rank looked at, is not a positive integer
 */
export function cutoffNotation(maker: string, base: string, cutoff: number): string {
  if (!Number.isSafeInteger(cutoff) || cutoff < 1) {
    throw new RangeError(`${maker}: cutoff must be a positive integer; got ${cutoff}.`)
  }
  return `${base}@${cutoff}`
}

/** The notation of a measure that looks at all ranks where the cutoff is Infinity: `AP`, `AP@10`. */
export function optionalCutoffNotation(maker: string, base: string, cutoff: number): string {
  return cutoff === Number.POSITIVE_INFINITY ? base : cutoffNotation(maker, base, cutoff)
}

/** The cutoff in words, for a description: ` among the first 10 ranks`, or nothing where all ranks count. */
export function withinCutoff(cutoff: number): string {
  if (cutoff === Number.POSITIVE_INFINITY) return ''
  return cutoff === 1 ? ' at the first rank' : ` among the first ${cutoff} ranks`
}
