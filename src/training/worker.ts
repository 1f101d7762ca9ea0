import type { PackedBatches } from './packed-batches.ts'
import type { Reply, Request, WorkerTask } from './pool.ts'
import { fromPortable } from './portable.ts'
import { runSteps, type StepsOutcome } from './steps.ts'

/** Pulls under way: while one is used, the next is already on its way. */
const ahead = 2

/** The worker thread's task: the same steps as in the calling thread, on batches that come through the port. */
export async function run({ steps, port }: WorkerTask): Promise<StepsOutcome> {
  const stopped = new AbortController()
  const arrived: PackedBatches[] = []
  let wake = (): void => {}
  let progress: Request = { done: 0, loss: Number.NaN }
  port.on('message', (reply: Reply) => {
    if (reply === 'stop') stopped.abort()
    else arrived.push(reply)
    wake()
  })
  const some = async (): Promise<void> => {
    while (arrived.length === 0) {
      stopped.signal.throwIfAborted()
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const ask = (): void => port.postMessage(progress)
  for (let i = 0; i < ahead; i++) ask()
  try {
    // A training stopped while it was queued ends here, before it costs anything.
    await some()
    const { plan, options } = fromPortable(steps)
    return await runSteps(plan, {
      ...options,
      async nextBatches() {
        await some()
        ask()
        return arrived.shift()!
      },
      signal: stopped.signal,
      onStep(done, loss) {
        progress = { done, loss }
      },
    })
  } finally {
    port.close()
  }
}
