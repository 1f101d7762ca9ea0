import type { QueryResults } from '../formats/query-results.ts'
import type { Judged } from '../metrics/measure.ts'

interface Place {
  readonly grade: number
  /** Infinity where not retrieved. */
  readonly rank: number
}

/** With so many documents to rank, sorting all results once is quicker than counting those above each. */
const worthSorting = 64

/**
 * Where a query's judged documents stand among its results. Languages are not known.
 *
 * @param ignored documents that are taken out of the results; none of them is judged
 */
export function judgedInRun(
  grades: ReadonlyMap<string, number>,
  results: QueryResults,
  ignored: ReadonlySet<string> = new Set(),
): Judged {
  const placeOf = (document: string): number => results.find(Buffer.from(document))
  const places = Array.from(grades, ([document, grade]) => ({ grade, place: placeOf(document) }))
  const out = Array.from(ignored, placeOf).filter((place) => place >= 0)
  const retrieved = places.filter(({ place }) => place >= 0).length
  const rankOf = retrieved + out.length < worthSorting ? results.rank : ranksBySorting(results)
  const ranksOut = out.map(rankOf)
  const rankWithin = (place: number): number => {
    const rank = rankOf(place)
    return rank - ranksOut.filter((each) => each < rank).length
  }
  const ranked = places.map(({ grade, place }) => ({
    grade,
    rank: place < 0 ? Number.POSITIVE_INFINITY : rankWithin(place),
  }))
  ranked.sort((a, b) => a.rank - b.rank || 0)
  return judged(ranked, results.count - out.length)
}

/** A query that the run lacks: nothing was retrieved. */
export function judgedWithoutRun(grades: ReadonlyMap<string, number>): Judged {
  return judged(
    Array.from(grades.values(), (grade) => ({ grade, rank: Number.POSITIVE_INFINITY })),
    0,
  )
}

function ranksBySorting(results: QueryResults): (place: number) => number {
  const ranks = new Uint32Array(results.count)
  results.order().forEach((place, above) => {
    ranks[place] = above + 1
  })
  return (place) => ranks[place]!
}

function judged(places: readonly Place[], retrieved: number): Judged {
  const relevant = places.filter(({ grade }) => grade >= 1)
  return {
    ...columns(relevant),
    languages: relevant.map(() => ''),
    notRelevant: columns(places.filter(({ grade }) => grade < 1)),
    retrieved,
    pool: retrieved,
    queryLanguage: null,
    poolLanguages: new Map(),
  }
}

function columns(places: readonly Place[]): { ranks: number[]; grades: number[] } {
  return { ranks: places.map(({ rank }) => rank), grades: places.map(({ grade }) => grade) }
}
