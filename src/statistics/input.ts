/** The differences of two sides that hold the same pairs. */
export interface PairedDifferences {
  /** first − second, in the order given. */
  readonly differences: readonly number[]
  /** What rounding alone can make of equal differences: 10⁻¹² of the largest value. */
  readonly rounding: number
}

/** @throws {RangeError} unequal numbers of values, none, or one that is not finite; the message names the caller */
export function pairedDifferences(
  caller: string,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): PairedDifferences {
  if (first.length !== second.length || first.length === 0) {
    throw new RangeError(
      `${caller}: both sides must hold the same pairs, at least one; got ${first.length} and ${second.length}.`,
    )
  }
  let largest = 0
  const differences = Array.from(first, (value, i) => {
    const other = second[i] as number
    if (!Number.isFinite(value) || !Number.isFinite(other)) {
      throw new RangeError(
        `${caller}: values must be finite; pair ${i} is ${value} and ${other}. Leave out the pairs that are undefined.`,
      )
    }
    largest = Math.max(largest, Math.abs(value), Math.abs(other))
    return value - other
  })
  return { differences, rounding: 1e-12 * largest }
}

/** @throws {RangeError} no values, or one that is not finite; the message names the caller */
export function requireFinite(caller: string, values: ArrayLike<number>): void {
  if (values.length === 0) throw new RangeError(`${caller}: at least one value is needed; got none.`)
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `${caller}: values must be finite; value ${i} is ${values[i]}. Leave out those that are undefined.`,
      )
    }
  }
}

/** @throws {RangeError} a share that is not between 0 and 1, both excluded; the message names the caller and the option */
export function requireShare(caller: string, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0 && value < 1)) {
      throw new RangeError(`${caller}: ${name} must lie between 0 and 1; got ${value}. A share, not a percentage.`)
    }
  }
}
