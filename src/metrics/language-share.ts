import type { Language } from '../retrieval.ts'
import type { Judged } from './measure.ts'

/**
 * How often each language of the pool stands among the first k results, weighted by rank, beside its share of the pool.
 * Both sum to 1.
 *
 * @param maker names the measure in errors
 * @param weight of a 1-based rank
 * @throws {RangeError} the languages of pool or results are not known, or there are no results
 */
export function languageShares(
  maker: string,
  { top, poolLanguages }: Judged,
  { cutoff, weight }: { readonly cutoff: number; readonly weight: (rank: number) => number },
): { readonly found: number; readonly pool: number }[] {
  if (!top?.length || poolLanguages.size === 0) {
    throw new RangeError(
      `${maker}: the languages of the pool and of the first results must be known; got ${poolLanguages.size} and ${top?.length ?? 'none'}. Measure vectors with evaluate().`,
    )
  }
  const weights = new Map<Language, number>()
  top.slice(0, cutoff).forEach((language, i) => {
    weights.set(language, (weights.get(language) ?? 0) + weight(i + 1))
  })
  const [found, pool] = [total(weights), total(poolLanguages)]
  return [...poolLanguages].map(([language, count]) => ({
    found: (weights.get(language) ?? 0) / found,
    pool: count / pool,
  }))
}

function total(counts: ReadonlyMap<Language, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
