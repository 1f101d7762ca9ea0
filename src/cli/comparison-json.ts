import type { Comparison, ComparisonSettings } from './comparison.ts'

export interface ComparisonReport {
  /** A file. */
  readonly baseline: string
  readonly queries: number
  readonly settings: ComparisonSettings
  /** Run by run. */
  readonly comparisons: readonly Comparison[]
  readonly warnings: readonly string[]
}

/** `{"baseline", "queries", "test", …, "runs": [{"run", "comparisons": […]}], "warnings"}`, with every digit. */
export function comparisonJson({ baseline, queries, settings, comparisons, warnings }: ComparisonReport): string {
  const { test, correction, alpha, seed } = settings
  const runs = Array.from(
    Map.groupBy(comparisons, ({ run }) => run),
    ([run, group]) => ({ run, comparisons: group.map(({ run: _, ...facts }) => facts) }),
  )
  return `${JSON.stringify({ baseline, queries, test, correction, alpha, seed, runs, warnings }, null, 2)}\n`
}
