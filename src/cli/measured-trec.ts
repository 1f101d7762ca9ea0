import type { Measure } from '../metrics/measure.ts'
import type { MeasuredFile } from './measured-files.ts'

export interface MeasuredTrecOptions {
  readonly measures: readonly Measure[]
  readonly perQuery: boolean
}

/**
 * The lines of trec_eval: measure, query or `all`, value with four decimals (counts with none), between tabs. Each run's
 * begin with a line `runid`, which names the file, so that those of several runs can be told apart. A value that is only a
 * bound stands behind `>=` or `<=`, so that no program takes it for the value; where a measure says nothing there is no line.
 */
export function measuredTrec(measured: readonly MeasuredFile[], options: MeasuredTrecOptions): string {
  return measured.map((each) => runLines(each, options).join('')).join('')
}

function runLines({ run, overall, perQuery, queries, bounds }: MeasuredFile, options: MeasuredTrecOptions): string[] {
  const lines = (query: string, at: number | 'overall'): string[] =>
    options.measures.flatMap((one) => {
      const value = at === 'overall' ? overall.get(one.name)! : perQuery.get(one.name)![at]!
      const of = bounds?.get(one.name)
      const isBound = at === 'overall' ? of?.overall : of?.queries[at]
      const sign = of && isBound ? { 'at least': '>=', 'at most': '<=' }[of.side] : ''
      return Number.isNaN(value) ? [] : [line(one.name, query, `${sign}${figure(one, value)}`)]
    })
  return [
    line('runid', 'all', run),
    ...(options.perQuery ? queries.flatMap((query, at) => lines(query, at)) : []),
    ...lines('all', 'overall'),
  ]
}

function line(name: string, query: string, value: string): string {
  return `${name.padEnd(22)}\t${query}\t${value}\n`
}

/** What adds up over queries is a count. */
function figure({ aggregate }: Measure, value: number): string {
  return aggregate === 'sum' ? value.toFixed(0) : value.toFixed(4)
}
