import { mean } from '../mean.ts'
import type { Measure } from '../metrics/measure.ts'

/** How values become one: those of the queries of a language (pair), and then those of the languages or pairs. */
export interface Aggregate {
  readonly queries: (values: readonly number[]) => number
  readonly languages: (values: readonly number[]) => number
}

/** A median over queries is averaged over languages; a sum is a sum of everything. */
export function aggregateOf({ aggregate = 'mean' }: Measure): Aggregate {
  return {
    mean: { queries: mean, languages: mean },
    median: { queries: median, languages: mean },
    sum: { queries: sum, languages: sum },
  }[aggregate]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
