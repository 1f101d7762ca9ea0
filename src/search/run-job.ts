import { availableParallelism } from 'node:os'
import { breather, type Observer } from '../progress.ts'
import { rankerBytes } from './block-ranker.ts'
import { type ChosenEngine, chooseEngine, multiplications, openProducts } from './engines.ts'
import { rankInWorkers } from './pool.ts'
import type { Products } from './products.ts'
import { rankBlocks } from './rank-blocks.ts'
import { type RankingJob, rankingJob } from './ranking-job.ts'
import type { RankingProblem } from './ranks.ts'

/** Chooses an engine and computes everything that the problem asks for. */
export async function runJob(problem: RankingProblem): Promise<ChosenEngine & { readonly job: RankingJob }> {
  const { queries, documents, kernel, threads = usualThreads(problem) } = problem
  const chosen = await chooseEngine(kernel, { queries, documents })
  const { engine } = chosen
  const job = rankingJob(problem, threads > 1)
  if (threads > 1) await rankInWorkers(job, { ...problem, engine, threads })
  else await rankHere(await openProducts(engine, { ...job, threads: 1, spare: rankerBytes(job) }), job, problem)
  return { ...chosen, job }
}

/** Multiplications from which other threads are worth their start, and their copies of the vectors: 0.1 s by SIMD. */
const manyMultiplications = 2 ** 32

function usualThreads({ queries, documents }: RankingProblem): number {
  return multiplications({ queries, documents }) >= manyMultiplications ? availableParallelism() : 1
}

async function rankHere(products: Products, job: RankingJob, { onProgress, signal }: Observer): Promise<void> {
  const total = job.queries.rows
  let [next, done] = [0, 0]
  const report = (): void => onProgress?.({ stage: 'evaluate', done, total, unit: 'queries' })
  report()
  try {
    await rankBlocks(products, job, {
      claim(queries) {
        next += queries
        return next - queries
      },
      ranked(queries) {
        done += queries
        report()
      },
      breathe: breather(signal),
    })
  } finally {
    await products.dispose()
  }
}
