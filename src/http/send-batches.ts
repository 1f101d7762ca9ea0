import { RequestFailure } from './request-failure.ts'

/** What is learned of a server while it is asked. */
export interface Limits {
  /** Most texts of a request. Lowered when the server refuses more. */
  batchSize: number
}

export interface SendBatchesOptions {
  /** Requests at the same time. */
  readonly concurrency: number
  readonly limits: Limits
  /** Sends some of the numbers and does something with what comes back. */
  readonly send: (numbers: Int32Array, signal: AbortSignal) => Promise<void>
  readonly signal?: AbortSignal
}

/**
 * Sends numbered texts in batches, several at a time. A batch that is too much for the server is sent in halves, and
 * later ones are no larger.
 *
 * @throws the first failure, after the other requests were ended
 */
export async function sendBatches(numbers: Int32Array, options: SendBatchesOptions): Promise<void> {
  const { concurrency, limits, send, signal } = options
  const end = new AbortController()
  const either = signal ? AbortSignal.any([signal, end.signal]) : end.signal
  const left = [numbers]

  function next(): Int32Array | undefined {
    const batch = left.pop()
    if (batch === undefined || batch.length <= limits.batchSize) return batch
    left.push(batch.subarray(limits.batchSize))
    return batch.subarray(0, limits.batchSize)
  }

  async function work(): Promise<void> {
    for (let batch = next(); batch !== undefined && batch.length > 0; batch = next()) {
      signal?.throwIfAborted()
      try {
        await send(batch, either)
      } catch (error) {
        const tooMuch = error instanceof RequestFailure && error.remedy === 'less' && batch.length > 1
        if (!tooMuch) throw error
        limits.batchSize = Math.min(limits.batchSize, Math.ceil(batch.length / 2))
        left.push(batch)
      }
    }
  }

  const workers = Array.from({ length: concurrency }, () =>
    work().catch((error: unknown) => {
      end.abort(error)
      throw error
    }),
  )
  await Promise.allSettled(workers)
  signal?.throwIfAborted()
  if (end.signal.aborted) throw end.signal.reason
}
