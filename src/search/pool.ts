import type { Observer } from '../progress.ts'
import { workersOf } from '../workers.ts'
import { type Control, newControl, rankedSoFar, stop } from './control.ts'
import { stoppedAtExit } from './exit.ts'
import type { EngineName } from './products.ts'
import type { RankingJob } from './ranking-job.ts'

/** What a worker is given: a job of shared arrays, and how threads divide it. */
export interface RankingTask {
  readonly job: RankingJob
  readonly engine: EngineName
  readonly control: Control
}

/** Milliseconds between two reports of progress. */
const reporting = 100

/** An idle worker waits for another job before it ends. */
const workers = workersOf<RankingTask, void>(import.meta.url, 10_000)

/** Ranks in worker threads, which take block after block: none waits for a slower one. `job` must be shared. */
export async function rankInWorkers(
  job: RankingJob,
  { engine, threads, onProgress, signal }: Observer & { engine: EngineName; threads: number },
): Promise<void> {
  const control = newControl()
  const stopAll = (): void => stop(control)
  const total = job.queries.rows
  let told = -1
  const report = (): void => {
    const done = rankedSoFar(control)
    if (done > told) onProgress?.({ stage: 'evaluate', done, total, unit: 'queries' })
    told = done
  }
  signal?.throwIfAborted()
  report()
  const timer = setInterval(report, reporting)
  signal?.addEventListener('abort', stopAll, { once: true })
  const task = { job, engine, control }
  try {
    await stoppedAtExit(control, async () => {
      const tasks = Array.from({ length: threads }, () => workers().run(task).finally(stopAll))
      await Promise.allSettled(tasks)
      await Promise.all(tasks)
    })
    signal?.throwIfAborted()
    report()
  } finally {
    stopAll()
    clearInterval(timer)
    signal?.removeEventListener('abort', stopAll)
  }
}
