import { mean } from '../mean.ts'
import { standardDeviation } from '../standard-deviation.ts'
import { studentQuantile } from '../statistics/distributions.ts'
import { type StudentTest, studentTest } from '../statistics/student.ts'
import { isNumber } from './number-format.ts'

/** p above this is taken for chance. */
export const significantAt = 0.05

/** Share of intervals that hold the true mean. */
const confidence = 0.95

/**
 * Whether other seeds would show the difference of two systems again: Welch's t test of the means of their seeds, two-sided.
 * The queries stay the same: it says nothing of others.
 *
 * @returns null where a system has fewer than two seeds, or no seed makes a difference to either
 * @see Welch 1947, doi:10.2307/2332510
 */
export function seedTest(first: readonly number[], second: readonly number[]): StudentTest | null {
  if (![first, second].every((values) => values.length > 1 && values.every(isNumber))) return null
  const parts = [first, second].map((values) => standardDeviation(values) ** 2 / values.length) as [number, number]
  const variance = parts[0] + parts[1]
  const estimate = mean(first) - mean(second)
  const rounding = 1e-12 * Math.max(...[...first, ...second].map(Math.abs))
  if (Math.sqrt(variance) <= rounding) return null
  // Welch and Satterthwaite's.
  const shares = parts.map((part) => part / variance) as [number, number]
  const df = 1 / (shares[0] ** 2 / (first.length - 1) + shares[1] ** 2 / (second.length - 1))
  return studentTest({ estimate, standardError: Math.sqrt(variance), df, rounding }, confidence)
}

/** Half the width of the 95 % interval of the mean over seeds, by Student's t; null with fewer than two. */
export function seedMargin(values: readonly number[]): number | null {
  if (values.length < 2 || !values.every(isNumber)) return null
  const df = values.length - 1
  return (studentQuantile((1 + confidence) / 2, df) * standardDeviation(values)) / Math.sqrt(values.length)
}
