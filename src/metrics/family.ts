import type { Measure } from './measure.ts'

/** What a measure is, apart from its arithmetic and from what its parameters are set to. */
export interface Definition extends Omit<Measure, 'name' | 'score'> {
  /** What it is called before parameters and cutoff; the canonical name first. */
  readonly names: readonly [string, ...string[]]
  /** Whether it looks at the first k ranks only. */
  readonly cutoff: 'none' | 'optional' | 'required'
  /** What can be set in parentheses, in the order in which it is printed; nothing when absent. */
  readonly parameters?: readonly ('rel' | 'dcg')[]
}

/** Everything that a notation can set. */
export interface Parameters {
  /** The last rank looked at; Infinity where all count. */
  readonly cutoff: number
  /** Lowest grade of a relevant document, a positive integer. @default 1 */
  readonly rel: number
  /** Gain over discount: grade ÷ log₂(rank + 1), or (2^grade − 1) ÷ log₂(rank + 1). @default 'log2' */
  readonly dcg: 'log2' | 'exp-log2'
}

/** The measures that share a definition: `AP`, `AP@10`, `AP(rel=2)`. */
export interface Family extends Definition {
  /** Takes all parameters, whether the definition has them or not. */
  readonly make: (parameters: Parameters) => Measure
}

/** What is meant where a notation leaves a parameter out. */
export const defaults: Parameters = { cutoff: Number.POSITIVE_INFINITY, rel: 1, dcg: 'log2' }

/**
 * All of a measure but its arithmetic: the facts of its definition, under its canonical notation.
 *
 * @param maker names the function in errors
 * @throws {RangeError} a cutoff or `rel` that is not a positive integer, or a required cutoff left out
 */
export function defined(maker: string, definition: Definition, set: Partial<Parameters> = {}): Omit<Measure, 'score'> {
  const { names, cutoff, parameters = [], ...facts } = definition
  const all = { ...defaults, ...set }
  if (cutoff === 'required' || all.cutoff !== defaults.cutoff) requirePositive(maker, 'cutoff', all.cutoff)
  requirePositive(maker, 'rel', all.rel)
  requireGain(maker, all.dcg)
  return { name: notation(names[0], parameters, all), ...facts }
}

/** The family of a single measure without parameters. */
export function familyOf(measure: Measure): Family {
  const { name, score: _, ...facts } = measure
  return { names: [name], cutoff: 'none', ...facts, make: () => measure }
}

function requirePositive(maker: string, parameter: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return
  throw new RangeError(`${maker}: ${parameter} must be a positive integer; got ${value}.`)
}

function requireGain(maker: string, value: string): void {
  if (value === 'log2' || value === 'exp-log2') return
  throw new RangeError(`${maker}: dcg must be 'log2' or 'exp-log2'; got ${JSON.stringify(value)}.`)
}

function notation(name: string, parameters: readonly ('rel' | 'dcg')[], all: Parameters): string {
  const set = parameters.filter((key) => all[key] !== defaults[key])
  const printed = set.map((key) => `${key}=${key === 'dcg' ? `'${all.dcg}'` : all[key]}`)
  const inside = printed.length === 0 ? '' : `(${printed.join(',')})`
  return `${name}${inside}${all.cutoff === defaults.cutoff ? '' : `@${all.cutoff}`}`
}
