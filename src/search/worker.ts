import { rankerBytes } from './block-ranker.ts'
import { openProducts } from './engines.ts'
import { type RankingTask, Slot } from './pool.ts'
import { rankBlocks } from './rank-blocks.ts'

/** The worker thread's task: ranks blocks, each claimed by one of the threads, until none is left or all must stop. */
export async function run({ job, engine, control }: RankingTask): Promise<void> {
  const products = await openProducts(engine, { ...job, threads: 1, spare: rankerBytes(job) })
  const stopped = (): boolean => Atomics.load(control, Slot.stopped) > 0
  try {
    await rankBlocks(products, job, {
      claim: (queries) => (stopped() ? job.queries.rows : Atomics.add(control, Slot.next, queries)),
      ranked: (queries) => Atomics.add(control, Slot.done, queries),
      async breathe() {},
    })
  } finally {
    await products.dispose()
  }
}
