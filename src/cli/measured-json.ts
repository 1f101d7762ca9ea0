import type { MeasuredFile } from './measured-files.ts'
import { warningsOf } from './measured-files.ts'

/** `{"runs": [{"run", "overall", "queries"}], "warnings"}`, with every digit of the numbers; `queries` where asked for. */
export function measuredJson(measured: readonly MeasuredFile[], { perQuery }: { readonly perQuery: boolean }): string {
  const runs = measured.map((each) => ({
    run: each.run,
    overall: Object.fromEntries(each.overall),
    ...(perQuery && { queries: Object.fromEntries(each.queries.map((query, at) => [query, valuesAt(each, at)])) }),
  }))
  return `${JSON.stringify({ runs, warnings: warningsOf(measured) }, null, 2)}\n`
}

function valuesAt({ perQuery }: MeasuredFile, at: number): Record<string, number> {
  return Object.fromEntries(Array.from(perQuery, ([name, values]) => [name, values[at]!]))
}
