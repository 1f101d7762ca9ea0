import type { Measure } from '../metrics/measure.ts'

/** How far a value may fall short of the baseline's: a number in the measure's own unit, or a share of the baseline's value (`'2%'`). */
export type Tolerance = number | `${number}%`

/**
 * One tolerance, or one a measure by its notation. A number alone is meant for measures that end at 1, such as `AP`;
 * measures without an upper bound, such as `RankDistance`, then keep their own default.
 */
export type Tolerances = Tolerance | Readonly<Record<string, Tolerance>>

/** @returns how far `measure` may fall short of `expected`, in the measure's own unit; ≥ 0 */
export type Allowance = (measure: string, expected: number) => number

/** What a measure bounded by 1, and one without a bound, may lose unless the user says otherwise. */
const defaults = { bounded: 0.005, unbounded: '2%' } as const satisfies Record<string, Tolerance>

/**
 * Tolerances of a run's measures.
 *
 * @throws {RangeError} a tolerance is negative, not finite, or not of the form `2%`
 */
export function allowances(measures: readonly Measure[], tolerances: Tolerances = {}): Allowance {
  for (const each of typeof tolerances === 'object' ? Object.values(tolerances) : [tolerances]) amount(each, 1)
  const bounded = new Set(measures.filter(({ range }) => range[1] <= 1).map(({ name }) => name))
  return (measure, expected) => {
    const preset = bounded.has(measure) ? defaults.bounded : defaults.unbounded
    if (typeof tolerances === 'object') return amount(tolerances[measure] ?? preset, expected)
    const general = typeof tolerances === 'string' || bounded.has(measure)
    return amount(general ? tolerances : preset, expected)
  }
}

function amount(tolerance: Tolerance, expected: number): number {
  const share = typeof tolerance === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(tolerance)?.[1] : undefined
  const value = share === undefined ? tolerance : (Number(share) / 100) * Math.abs(expected)
  if (typeof value !== 'number' || !(value >= 0) || value === Infinity) {
    throw new RangeError(
      `allowances: a tolerance must be a number ≥ 0 or a share such as '2%'; got ${String(tolerance)}.`,
    )
  }
  return value
}
