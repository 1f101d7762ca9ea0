import type { Measure } from '../metrics/measure.ts'
import { measure, measureDefinitions } from '../metrics/notation.ts'

/** What is measured where nothing is asked for. */
const usual: readonly string[] = ['AP', 'nDCG@10', 'RR', 'R@100']

/**
 * The measures that notations name, each once, in the order in which they are first named. A notation may be a list:
 * `AP,nDCG@10`.
 *
 * @throws {RangeError} see {@link measure}
 */
export function measuresWanted(notations: readonly string[]): Measure[] {
  const wanted = notations.length > 0 ? notations.flatMap(listed) : usual
  const byName = new Map(wanted.map((notation) => measure(notation)).map((one) => [one.name, one]))
  return [...byName.values()]
}

/** Commas inside parentheses belong to the notation: `nDCG(rel=2,dcg='exp-log2')`. */
function listed(notations: string): string[] {
  return notations.split(/,(?![^(]*\))/)
}

/** What `-m` takes, for the help: those that say something without languages and vectors, which run files do not hold. */
export function measuresHelp(): string {
  const measurable = measureDefinitions.filter(
    ({ settings, needs, minimumLanguages = 1 }) => !settings && !needs && minimumLanguages <= 1,
  )
  const entries = measurable.map(({ grammar, description, names }) => {
    const aliases = names.length > 1 ? ` Also: ${names.slice(1).join(', ')}.` : ''
    return `  ${grammar}\n      ${description}${aliases}`
  })
  return [
    '',
    'Measures (what stands in brackets can be left out; k: the last rank looked at,',
    'n: the lowest grade of a relevant document):',
    ...entries,
    '',
    `Without -m: ${usual.join(', ')}.`,
  ].join('\n')
}
