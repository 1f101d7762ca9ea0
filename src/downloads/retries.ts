import { setTimeout as delay } from 'node:timers/promises'
import { DownloadError } from './download-error.ts'

export interface Patience {
  /** Most tries in a row that bring nothing. @default 6 */
  readonly attempts?: number
  /** Milliseconds before the second try, doubled before each further one up to 30 s. @default 1000 */
  readonly wait?: number
  /** Milliseconds without a byte after which a connection counts as dead. @default 30 000 */
  readonly stall?: number
}

export interface RetryOptions {
  readonly signal?: AbortSignal
  /** Whether the last try brought something, so that counting begins anew. @default never */
  readonly gained?: () => boolean
  /** Told of waits that one would notice. */
  readonly onPause?: (note: string) => void
}

/** Longest wait in milliseconds that we choose, and longest that a server may ask for. */
const longest = { chosen: 30_000, asked: 300_000 }

/**
 * Tries until it goes well, fails for good, or failed too often in a row. A server's Retry-After counts where it is longer.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { attempts = 6, wait = 1000, signal, gained = () => false, onPause }: Patience & RetryOptions = {},
): Promise<T> {
  for (let failures = 0; ; ) {
    signal?.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof DownloadError && error.again)) throw error
      failures = gained() ? 1 : failures + 1
      const { retryAfter = 0 } = error
      if (failures >= attempts || retryAfter > longest.asked) throw gaveUp(error, failures)
      const pause = Math.max(retryAfter, Math.min(longest.chosen, wait * 2 ** (failures - 1)))
      if (pause >= 1000)
        onPause?.(`tries again in ${Math.ceil(pause / 1000)} s${error.status ? `: got ${error.status}` : ''}`)
      await delay(pause, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted())
    }
  }
}

function gaveUp(error: DownloadError, failures: number): DownloadError {
  const { status, retryAfter } = error
  const asked = retryAfter ? `; the server asks to wait ${Math.ceil(retryAfter / 1000)} s` : ''
  const tries = failures === 1 ? 'one try' : `${failures} tries in a row`
  return new DownloadError(`${error.message} Gave up after ${tries}${asked}.`, {
    ...(status !== undefined && { status }),
    cause: error,
  })
}
