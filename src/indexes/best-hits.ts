import type { Hits } from './search-index.ts'

export interface Scored {
  readonly id: string
  readonly score: number
}

/** The first `k`: score descending, then id descending by UTF-8 bytes. */
export function bestHits(scored: readonly Scored[], k: number): Hits {
  const keyed = scored.map(({ id, score }) => ({ id, score, key: Buffer.from(id) }))
  const best = keyed.sort((a, b) => b.score - a.score || Buffer.compare(b.key, a.key)).slice(0, k)
  return { documents: best.map(({ id }) => id), scores: Float64Array.from(best, ({ score }) => score) }
}
