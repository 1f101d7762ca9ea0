import { type RetryOptions as AnyRetryOptions, withRetries as withAnyRetries } from '../http/retries.ts'
import { DownloadError } from './download-error.ts'

export interface Patience {
  /** Most tries in a row that bring nothing. @default 6 */
  readonly attempts?: number
  /** Milliseconds before the second try, doubled before each further one up to 30 s. @default 1000 */
  readonly wait?: number
  /** Milliseconds without a byte after which a connection counts as dead. @default 30 000 */
  readonly stall?: number
}

export type RetryOptions = Pick<AnyRetryOptions, 'signal' | 'gained' | 'onPause'>

/** Tries a download until it goes well, fails for good, or failed too often in a row. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { attempts = 6, wait = 1000, signal, gained, onPause }: Patience & RetryOptions = {},
): Promise<T> {
  return withAnyRetries(attempt, {
    attempts,
    pause: wait,
    ...(signal && { signal }),
    ...(gained && { gained }),
    ...(onPause && { onPause }),
    passing: (error) => {
      if (!(error instanceof DownloadError && error.again)) return undefined
      return { wait: error.retryAfter ?? 0, ...(error.status && { note: `got ${error.status}` }) }
    },
    gaveUp: (error, { tries }) => gaveUp(error as DownloadError, tries),
  })
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
