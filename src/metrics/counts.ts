import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Measure } from './measure.ts'
import { countWithin, relevantRanks } from './relevant.ts'

// How much a mean was made of. Not scores: they add up over queries, and count those that have nothing relevant too.
const count = {
  cutoff: 'none',
  direction: 'higher',
  range: [0, Number.POSITIVE_INFINITY],
  aggregate: 'sum',
  scoresEmpty: true,
  source: "trec_eval's num_q, num_ret, num_rel and num_rel_ret",
} as const

const queries: Definition = { ...count, names: ['NumQ', 'num_q'], description: 'Number of queries.' }

const retrieved: Definition = {
  ...count,
  names: ['NumRet', 'num_ret'],
  description: 'Number of documents retrieved.',
}

const relevant: Definition = {
  ...count,
  names: ['NumRel', 'num_rel'],
  parameters: ['rel'],
  description: 'Number of relevant documents, retrieved or not.',
}

const relevantRetrieved: Definition = {
  ...count,
  names: ['NumRelRet', 'num_rel_ret'],
  parameters: ['rel'],
  description: 'Number of relevant documents retrieved.',
}

export interface CountOptions {
  /** Lowest grade of a relevant document. @default 1 */
  readonly rel?: number
}

/** NumQ: how many queries the other values are means over. */
export function numQ(): Measure {
  return { ...defined('numQ', queries), score: () => 1 }
}

/** NumRet: how many documents the queries were given, the whole pool where the search is exact. */
export function numRet(): Measure {
  return { ...defined('numRet', retrieved), score: (judged) => judged.retrieved }
}

/**
 * NumRel: how many relevant documents the queries have, retrieved or not.
 *
 * @throws {RangeError} `rel` is not a positive integer
 */
export function numRel({ rel = defaults.rel }: CountOptions = {}): Measure {
  return { ...defined('numRel', relevant, { rel }), score: (judged) => relevantRanks(judged, rel).length }
}

/**
 * NumRelRet: how many relevant documents were retrieved, at whatever rank.
 *
 * @throws {RangeError} `rel` is not a positive integer
 */
export function numRelRet({ rel = defaults.rel }: CountOptions = {}): Measure {
  return {
    ...defined('numRelRet', relevantRetrieved, { rel }),
    score: (judged) => countWithin(relevantRanks(judged, rel), Number.POSITIVE_INFINITY),
  }
}

export const countFamilies: readonly Family[] = [
  { ...queries, make: () => numQ() },
  { ...retrieved, make: () => numRet() },
  { ...relevant, make: numRel },
  { ...relevantRetrieved, make: numRelRet },
]
