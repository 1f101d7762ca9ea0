import type { Observer } from '../progress.ts'
import { workersOf } from '../workers.ts'
import type { EngineName } from './products.ts'
import type { RankingJob } from './ranking-job.ts'

/** What a worker is given: a job of shared arrays, and the numbers through which threads divide it. */
export interface RankingTask {
  readonly job: RankingJob
  readonly engine: EngineName
  readonly control: Int32Array
}

/** Where in `control` what stands: the next query that is free, how many are ranked, and 1 once all must stop. */
export const Slot: { readonly next: 0; readonly done: 1; readonly stopped: 2 } = { next: 0, done: 1, stopped: 2 }

/** Milliseconds between two reports of progress. */
const reporting = 100

/** An idle worker waits for another job before it ends. */
const workers = workersOf<RankingTask, void>(import.meta.url, 10_000)

/** Ranks in worker threads, which take block after block: none waits for a slower one. `job` must be shared. */
export async function rankInWorkers(
  job: RankingJob,
  { engine, threads, onProgress, signal }: Observer & { engine: EngineName; threads: number },
): Promise<void> {
  const control = new Int32Array(new SharedArrayBuffer(4 * 3))
  const stop = (): unknown => Atomics.store(control, Slot.stopped, 1)
  const total = job.queries.rows
  let told = -1
  const report = (): void => {
    const done = Atomics.load(control, Slot.done)
    if (done > told) onProgress?.({ stage: 'evaluate', done, total, unit: 'queries' })
    told = done
  }
  signal?.throwIfAborted()
  report()
  const timer = setInterval(report, reporting)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await Promise.all(Array.from({ length: threads }, () => workers().run({ job, engine, control })))
    signal?.throwIfAborted()
    report()
  } finally {
    stop()
    clearInterval(timer)
    signal?.removeEventListener('abort', stop)
  }
}
