import { type Definition, defaults, defined, type Family } from './family.ts'
import type { Judged, Measure } from './measure.ts'
import { relevantRanks, shareOf } from './relevant.ts'

const definition: Definition = {
  names: ['Bpref', 'bpref'],
  cutoff: 'none',
  parameters: ['rel'],
  description:
    'How rarely a document judged not relevant stands above a relevant one; documents without judgement are skipped.',
  direction: 'higher',
  range: [0, 1],
  source: "Buckley and Voorhees 2004, doi:10.1145/1008992.1009000, with trec_eval's min(R, N)",
}

export interface BprefOptions {
  /** Lowest grade of a relevant document; grades from 0 up to it are judged not relevant. @default 1 */
  readonly rel?: number
}

/**
 * Binary preference, Bpref: over the R relevant documents, the mean of 1 − min(n, R) ÷ min(N, R), where n of the N
 * documents judged not relevant stand above the document; 1 where none does, 0 where it was not retrieved. What nobody
 * judged does not count, nor does a negative grade, which is none. The smaller of R and N is trec_eval's; the paper has R.
 *
 * @throws {RangeError} `rel` is not a positive integer
 * @see Buckley and Voorhees 2004, Retrieval Evaluation with Incomplete Information, doi:10.1145/1008992.1009000
 */
export function bpref({ rel = defaults.rel }: BprefOptions = {}): Measure {
  return {
    ...defined('bpref', definition, { rel }),
    score(judged) {
      const relevant = relevantRanks(judged, rel)
      return shareOf(sumOfPreferences(relevant, notRelevantRanks(judged, rel)), relevant.length)
    },
  }
}

export const bprefFamily: Family = { ...definition, make: bpref }

/** Ranks of the documents whose grade is 0 or more and below `rel`, ascending. */
function notRelevantRanks({ ranks, grades, notRelevant }: Judged, rel: number): readonly number[] {
  const zero = notRelevant.ranks.filter((_, i) => notRelevant.grades[i] === 0)
  if (rel === 1) return zero
  const below = ranks.filter((_, i) => grades[i]! < rel)
  // No `a - b`: where neither was retrieved, that is NaN.
  return [...zero, ...below].sort((a, b) => (a < b ? -1 : Number(a > b)))
}

/** Both ascend, so one pass counts how many of the others stand above each relevant document. */
function sumOfPreferences(relevant: readonly number[], others: readonly number[]): number {
  const most = Math.min(others.length, relevant.length)
  let sum = 0
  let above = 0
  for (const rank of relevant) {
    if (rank === Number.POSITIVE_INFINITY) break
    while (above < others.length && others[above]! < rank) above++
    sum += above === 0 ? 1 : 1 - Math.min(above, relevant.length) / most
  }
  return sum
}
