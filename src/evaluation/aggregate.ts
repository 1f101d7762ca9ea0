import { mean } from '../mean.ts'
import { median } from '../median.ts'
import type { Measure, Side } from '../metrics/measure.ts'

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

/** On which side of a bounded value of this measure the truth lies. */
export function sideOf({ bound }: Measure): Side {
  return bound?.side ?? 'at least'
}

/**
 * How far the truth of a value that is only bounded may lie away. Aggregated in place of the value it shows whether the
 * aggregate is bounded too: a median need not be.
 */
export function farthest(measure: Measure): number {
  return sideOf(measure) === 'at least' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
