import { setTimeout } from 'node:timers/promises'
import { RequestFailure } from './failure.ts'

export interface RetryOptions {
  /** Attempts after the first. */
  readonly retries: number
  readonly signal?: AbortSignal
  /** Milliseconds to wait before the first retry; twice as long before each further one. @default 500 */
  readonly pause?: number
}

/** No pause is longer than this many milliseconds, unless the server asks for it. */
const longestPause = 30_000
/** Longest pause that a server may ask for. */
const longestWait = 300_000

/**
 * Tries again after failures that may pass. Pauses double, and vary by chance between half and the whole of their length,
 * so that clients refused together do not come back together; they are at least as long as the server asks.
 *
 * @throws the last failure, with the count of attempts; the signal's reason once aborted
 */
export async function retried<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { retries, signal, pause = 500 } = options
  for (let failed = 1; ; failed++) {
    try {
      return await attempt()
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof RequestFailure) || error.remedy !== 'again') throw error
      if (error.wait > longestWait) {
        throw new RequestFailure(`${error.message} The server asks to wait ${Math.ceil(error.wait / 1000)} s.`, {
          cause: error,
        })
      }
      if (failed > retries) {
        throw failed === 1 ? error : new RequestFailure(`${error.message} So it was ${failed} times.`, { cause: error })
      }
      const own = Math.min(pause * 2 ** (failed - 1), longestPause) * (1 - Math.random() / 2)
      await sleep(Math.max(own, error.wait), signal)
    }
  }
}

async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    throw signal?.reason ?? error
  })
}
