import { blockRanker } from './block-ranker.ts'
import type { Products } from './products.ts'
import type { RankingJob } from './ranking-job.ts'

/** How a loop over blocks shares its work and its time. */
export interface Turns {
  /** First query of a block that nobody else ranks; any number past the last once all are taken. */
  claim(queries: number): number
  ranked(queries: number): void
  /** Awaited often; throws to end the loop. */
  breathe(): Promise<void>
}

/** Ranks block after block until none is left; the results are the job's. */
export async function rankBlocks(products: Products, job: RankingJob, turns: Turns): Promise<void> {
  const rank = blockRanker(products, job)
  const total = job.queries.rows
  await turns.breathe()
  for (let first = turns.claim(products.queries); first < total; first = turns.claim(products.queries)) {
    const last = Math.min(total, first + products.queries)
    for await (const _ of products.compute(first, last)) await turns.breathe()
    for (let query = first; query < last; query++) {
      rank(query, query - first)
      await turns.breathe()
    }
    turns.ranked(last - first)
  }
}
