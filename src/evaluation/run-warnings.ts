/** What a reader of a run's scores should know of the run. */
export interface RunOddities {
  /** Judged queries that the run lacks. */
  readonly without: readonly string[]
  /** What became of them. */
  readonly missing: 'count' | 'skip'
  /** Queries of the run that nobody judged. */
  readonly notJudged: readonly string[]
  /** Lines taken for comments. */
  readonly comments: number
  /** Measures whose values are bounds, since they depend on documents that were not returned. */
  readonly bounded: readonly string[]
}

/** What to do about a bound. */
const deeper = 'return more documents for a query, the whole pool if need be, to know the value.'

/** One sentence for each kind of oddity that there is. */
export function runWarnings({ without, missing, notJudged, comments, bounded }: RunOddities): string[] {
  const treated = missing === 'count' ? 'counted as if nothing had been found' : 'left out'
  return [
    ...(without.length > 0
      ? [`The run lacks ${count(without.length, 'judged query', 'judged queries')}, ${treated}: ${someOf(without)}.`]
      : []),
    ...(notJudged.length > 0
      ? [`Nobody judged ${count(notJudged.length, 'query', 'queries')} of the run, left out: ${someOf(notJudged)}.`]
      : []),
    ...(comments > 0
      ? [
          `${count(comments, 'line', 'lines')} of the run beginning with # ${comments === 1 ? 'was' : 'were'} taken for ${comments === 1 ? 'a comment' : 'comments'}.`,
        ]
      : []),
    ...(bounded.length > 0
      ? [
          `Relevant documents are missing from the run, so that ${[...new Set(bounded)].join(', ')} can only be bounded (≥, ≤): ${deeper}`,
        ]
      : []),
  ]
}

/** The first few. */
export function someOf(ids: readonly string[]): string {
  const first = ids.slice(0, 5).map((id) => JSON.stringify(id))
  return [...first, ...(ids.length > first.length ? ['…'] : [])].join(', ')
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}
