import { mean } from '../mean.ts'
import { median } from '../median.ts'
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

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
