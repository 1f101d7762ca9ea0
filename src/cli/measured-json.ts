import type { MeasuredBounds } from '../evaluation/measure-run.ts'
import { type MeasuredFile, warningsOf } from './measured-files.ts'

/**
 * `{"runs": [{"run", "overall", "queries"}], "warnings"}`, with every digit of the numbers; `queries` where asked for. A run
 * some of whose values are only bounds has `bounds` too: `{"overall": {"MaxRank": "at least"}, "queries": {"q1": …}}`.
 * `null` stands where a measure says nothing of a query.
 */
export function measuredJson(measured: readonly MeasuredFile[], { perQuery }: { readonly perQuery: boolean }): string {
  const runs = measured.map((each) => ({
    run: each.run,
    overall: Object.fromEntries(each.overall),
    ...(perQuery && { queries: Object.fromEntries(each.queries.map((query, at) => [query, valuesAt(each, at)])) }),
    ...(each.bounds && { bounds: boundsOf(each, perQuery) }),
  }))
  return `${JSON.stringify({ runs, warnings: warningsOf(measured) }, null, 2)}\n`
}

function valuesAt({ perQuery }: MeasuredFile, at: number): Record<string, number> {
  return Object.fromEntries(Array.from(perQuery, ([name, values]) => [name, values[at]!]))
}

function boundsOf({ bounds = new Map(), queries }: MeasuredFile, perQuery: boolean): object {
  const sides = (isBound: (of: MeasuredBounds) => boolean): object =>
    Object.fromEntries(Array.from(bounds).flatMap(([name, of]) => (isBound(of) ? [[name, of.side]] : [])))
  const ofQueries = queries.flatMap((query, at) => {
    const found = sides((of) => of.queries[at]!)
    return Object.keys(found).length > 0 ? [[query, found]] : []
  })
  return { overall: sides((of) => of.overall), ...(perQuery && { queries: Object.fromEntries(ofQueries) }) }
}
