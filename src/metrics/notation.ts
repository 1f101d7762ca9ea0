import { averagePrecision, averagePrecisionFamily } from './average-precision.ts'
import { biasFamilies } from './bias-families.ts'
import { bprefFamily } from './bpref.ts'
import { countFamilies } from './counts.ts'
import { type Definition, defaults, type Family, type Parameters } from './family.ts'
import { judgedShareFamily } from './judged-share.ts'
import type { Measure } from './measure.ts'
import { ndcg, ndcgFamily } from './ndcg.ts'
import { precisionFamily } from './precision.ts'
import { rPrecisionFamily } from './r-precision.ts'
import { rankDistance } from './rank-distance.ts'
import { recall, recallFamily } from './recall.ts'
import { reciprocalRank, reciprocalRankFamily } from './reciprocal-rank.ts'
import { success, successFamily } from './success.ts'

const families: readonly Family[] = [
  averagePrecisionFamily,
  reciprocalRankFamily,
  ndcgFamily,
  precisionFamily,
  recallFamily,
  successFamily,
  rPrecisionFamily,
  bprefFamily,
  judgedShareFamily,
  ...countFamilies,
  ...biasFamilies,
]

/** What a family of measures is, for tables and help. */
export interface MeasureDefinition extends Definition {
  /** Its notation, what can be left out in brackets: `AP[(rel=n)][@k]`. */
  readonly grammar: string
}

/** Every measure that `measure` can name, one entry a family. */
export const measureDefinitions: readonly MeasureDefinition[] = families.map(({ make: _, ...definition }) => ({
  ...definition,
  grammar: grammar(definition),
}))

/**
 * The measure that a notation names, as ir_measures writes it: `measure('nDCG@10')`, `measure('AP(rel=2)@100')`,
 * `measure("nDCG(dcg='exp-log2')@10")`. Aliases and spaces are read (`mAP`, `MRR`, `NDCG @ 10`, `Recall@100`); the
 * measure itself carries the canonical name, which leaves defaults out and reads back as the same measure.
 *
 * @throws {RangeError} no such measure (the message lists what exists), a parameter that it does not have or a value that the parameter cannot take, or a cutoff that is missing, unwanted or not a positive integer
 */
export function measure(notation: string): Measure {
  const [, name = '', rest = ''] = /^\s*([A-Za-z]\w*)(.*)$/s.exec(notation) ?? []
  const family = families.find(({ names }) => names.includes(name))
  const set = family && settings(family, rest)
  if (set) return family.make({ ...defaults, ...set })
  throw new RangeError(`measure: the notation must be ${expected(family)}; got ${JSON.stringify(notation)}.`)
}

function expected(family: Family | undefined): string {
  const forms = family ? grammar(family) : `one of ${families.map(grammar).join(', ')}`
  const legend = [
    ['[', 'where what stands in brackets can be left out'],
    ['@k', 'k is the last rank looked at'],
    ['=n', 'n the lowest grade of a relevant document'],
  ] as const
  return [forms, ...legend.filter(([sign]) => forms.includes(sign)).map(([, meaning]) => meaning)].join(', ')
}

// What follows the name: perhaps (key=value, …), then perhaps @k.
const settingsPattern: RegExp = /^\s*(?:\(([^()]*)\)\s*)?(?:@\s*([1-9]\d*)\s*)?$/
const assignmentPattern: RegExp = /^\s*([a-z]+)\s*=\s*([1-9]\d*|'[^']*'|"[^"]*")\s*$/

/** What the notation sets after the name, or undefined where this family does not take it. */
function settings({ cutoff, parameters = [] }: Definition, rest: string): Partial<Parameters> | undefined {
  const parts = settingsPattern.exec(rest)
  const [, inside, digits] = parts ?? []
  if (!parts || (digits === undefined ? cutoff === 'required' : cutoff === 'none')) return undefined
  const set: Record<string, number | string> = digits === undefined ? {} : { cutoff: Number(digits) }
  for (const assignment of inside?.split(',') ?? []) {
    const [, word, value = ''] = assignmentPattern.exec(assignment) ?? []
    const key = parameters.find((name) => name === word)
    const read = key && values[key](value)
    if (!read || key in set) return undefined
    set[key] = read
  }
  return set
}

/** How each parameter's value is read; undefined where it cannot take it. */
const values: Readonly<Record<'rel' | 'dcg', (value: string) => number | string | undefined>> = {
  rel: (value) => (/^\d+$/.test(value) ? Number(value) : undefined),
  dcg: (value) => ['log2', 'exp-log2'].find((word) => word === value.slice(1, -1)),
}

function grammar({ names: [name], cutoff, parameters = [] }: Definition): string {
  const inside = parameters.map((key) => ({ rel: 'rel=n', dcg: "dcg='exp-log2'" })[key]).join(',')
  const tail = { none: '', optional: '[@k]', required: '@k' }[cutoff]
  return `${name}${inside && `[(${inside})]`}${tail}`
}

/** A measure, given or named by its notation. */
export function asMeasure(given: string | Measure): Measure {
  return typeof given === 'string' ? measure(given) : given
}

/** What is measured unless something else is asked for. */
export const defaultMeasures: readonly Measure[] = [
  averagePrecision(),
  reciprocalRank(),
  ndcg({ cutoff: 10 }),
  recall({ cutoff: 1 }),
  recall({ cutoff: 10 }),
  recall({ cutoff: 100 }),
  success({ cutoff: 1 }),
  rankDistance(),
]
