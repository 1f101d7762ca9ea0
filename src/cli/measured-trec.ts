import type { Measure } from '../metrics/measure.ts'
import type { MeasuredFile } from './measured-files.ts'

export interface MeasuredTrecOptions {
  readonly measures: readonly Measure[]
  readonly perQuery: boolean
}

/**
 * The lines of trec_eval: measure, query or `all`, value with four decimals (counts with none), between tabs. Each run's
 * begin with a line `runid`, which names the file, so that those of several runs can be told apart.
 */
export function measuredTrec(measured: readonly MeasuredFile[], options: MeasuredTrecOptions): string {
  return measured.map((each) => runLines(each, options).join('')).join('')
}

function runLines({ run, overall, perQuery, queries }: MeasuredFile, options: MeasuredTrecOptions): string[] {
  const lines = (query: string, value: (name: string) => number): string[] =>
    options.measures.map((one) => line(one.name, query, figure(one, value(one.name))))
  return [
    line('runid', 'all', run),
    ...(options.perQuery ? queries.flatMap((query, at) => lines(query, (name) => perQuery.get(name)![at]!)) : []),
    ...lines('all', (name) => overall.get(name)!),
  ]
}

function line(name: string, query: string, value: string): string {
  return `${name.padEnd(22)}\t${query}\t${value}\n`
}

/** What adds up over queries is a count. */
function figure({ aggregate }: Measure, value: number): string {
  return aggregate === 'sum' ? value.toFixed(0) : value.toFixed(4)
}
