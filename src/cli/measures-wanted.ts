import { needsMoreThanRanks } from '../evaluation/needs.ts'
import type { Measure } from '../metrics/measure.ts'
import { defaultMeasures, measure, measureDefinitions } from '../metrics/notation.ts'
import { wrapped } from './wrapped.ts'

/** What is measured where nothing is asked for. */
const usual: readonly string[] = ['AP', 'nDCG@10', 'RR', 'R@100']

/**
 * The measures that notations name, each once, in the order in which they are first named. A notation may be a list:
 * `AP,nDCG@10`.
 *
 * @param options.bounds whether measures may be among them whose value may only be bounded; what is tested must be known
 * @throws {RangeError} see {@link measure}, or a measure that may only be bounded
 */
export function measuresWanted(
  notations: readonly string[],
  { bounds = false }: { readonly bounds?: boolean } = {},
): Measure[] {
  const wanted = notations.length > 0 ? notations.flatMap(listed) : usual
  const byName = new Map(wanted.map((notation) => measure(notation)).map((one) => [one.name, one]))
  const measures = [...byName.values()]
  const bounded = bounds ? undefined : measures.find(({ bound }) => bound)
  if (!bounded) return measures
  throw new RangeError(
    `measures: values must be known to be compared; got ${bounded.name}, which is only bounded where a run did not return all relevant documents. Leave it out, or look at it with \`measure\`.`,
  )
}

/** Commas inside parentheses belong to the notation: `nDCG(rel=2,dcg='exp-log2')`. */
export function listed(notations: string): string[] {
  return notations.split(/,(?![^(]*\))/)
}

/**
 * What `-m` takes, for the help of a command: measures that say something without languages and vectors, which run files do
 * not hold; for `compare` those alone whose values are always known.
 */
export function measuresHelp({ command }: { readonly command: { name(): string } }): string {
  const known = command.name() === 'compare'
  return helpOf(
    measureDefinitions.filter((each) => !needsMoreThanRanks(each) && !(known && each.bound)),
    usual,
  )
}

/** What `-m` takes where an encoder is evaluated: all measures. */
export function evaluationHelp(): string {
  return helpOf(
    measureDefinitions,
    defaultMeasures.map(({ name }) => name),
  )
}

function helpOf(measurable: typeof measureDefinitions, otherwise: readonly string[]): string {
  const entries = measurable.map(({ grammar, description, names }) => {
    const aliases = names.length > 1 ? [`Also: ${names.slice(1).join(', ')}.`] : []
    const lines = [description, ...aliases].map((line) => wrapped(line, { width: 80, first: 6, further: 6 }))
    return `  ${grammar}\n${lines.join('').trimEnd()}`
  })
  return [
    '',
    'Measures (what stands in brackets can be left out; k: the last rank looked at,',
    'n: the lowest grade of a relevant document):',
    ...entries,
    '',
    wrapped(`Without -m: ${otherwise.join(', ')}.`, { width: 80, first: 0, further: 0 }).trimEnd(),
  ].join('\n')
}
