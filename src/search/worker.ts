import { rankerBytes } from './block-ranker.ts'
import { addRanked, claim, work } from './control.ts'
import { openProducts } from './engines.ts'
import type { RankingTask } from './pool.ts'
import { rankBlocks } from './rank-blocks.ts'

/** The worker thread's task: ranks blocks, each claimed by one of the threads, until none is left or all must stop. */
export function run({ job, engine, control }: RankingTask): Promise<void> {
  return work(control, async () => {
    const products = await openProducts(engine, { ...job, threads: 1, spare: rankerBytes(job) })
    try {
      await rankBlocks(products, job, {
        claim: (queries) => claim(control, queries),
        ranked: (queries) => addRanked(control, queries),
        async breathe() {},
      })
    } finally {
      await products.dispose()
    }
  })
}
