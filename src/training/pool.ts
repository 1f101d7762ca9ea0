import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { workersOf } from '../workers.ts'
import type { PackedBatches } from './packed-batches.ts'
import type { PortableSteps } from './portable.ts'
import type { StepsOptions, StepsOutcome } from './steps.ts'

/** What a worker is given: the steps, and the port through which it asks for batches. */
export interface WorkerTask {
  readonly steps: PortableSteps
  readonly port: MessagePort
}

/** Worker → caller: wants the next batches, and tells how far it is. */
export interface Request {
  readonly done: number
  readonly loss: number
}

/** Caller → worker: the next batches, or the end of the training. */
export type Reply = PackedBatches | 'stop'

/** An idle worker waits for another training before it ends. */
const workers = workersOf<WorkerTask, StepsOutcome>(import.meta.url, 30_000)

/**
 * Runs the steps in a worker thread, while batches are drawn here: samplers are functions, which no thread can send.
 * The worker asks for batches when it has used some, so no more than a few are ever drawn ahead.
 */
export async function runInWorker(steps: PortableSteps, options: StepsOptions): Promise<StepsOutcome> {
  const { nextBatches, signal, onStep } = options
  const { port1, port2 } = new MessageChannel()
  const failure = Promise.withResolvers<never>()
  const stop = (reason: unknown): void => {
    port1.postMessage('stop' satisfies Reply)
    failure.reject(reason)
  }
  const onAbort = (): void => stop(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  port1.on('message', ({ done, loss }: Request) => {
    if (done > 0) onStep?.(done, loss)
    const draw = async (): Promise<void> => port1.postMessage((await nextBatches()) satisfies Reply)
    draw().catch(stop)
  })
  const outcome = workers().run({ steps, port: port2 }, { transferList: [port2] })
  // After a stop the worker's own rejection has no reader.
  outcome.catch(() => {})
  try {
    return await Promise.race([outcome, failure.promise])
  } finally {
    signal?.removeEventListener('abort', onAbort)
    // Delivers what was posted before it.
    port1.close()
  }
}
