import { RequestFailure } from './request-failure.ts'
import { withRetries } from './retries.ts'

export interface RetriedOptions {
  /** Attempts after the first. */
  readonly retries: number
  readonly signal?: AbortSignal
  /** Milliseconds to wait before the first retry; twice as long before each further one. @default 500 */
  readonly pause?: number
}

/**
 * Sends a request again after failures that may pass.
 *
 * @throws the last failure, with the count of attempts; the signal's reason once aborted
 */
export async function retried<T>(attempt: () => Promise<T>, options: RetriedOptions): Promise<T> {
  const { retries, signal, pause = 500 } = options
  return withRetries(attempt, {
    attempts: retries + 1,
    pause,
    ...(signal && { signal }),
    passing: (error) => (error instanceof RequestFailure && error.remedy === 'again' ? error : undefined),
    gaveUp: (error, { tries, tooLong }) => {
      const failure = error as RequestFailure
      if (tooLong) return said(failure, `The server asks to wait ${Math.ceil(failure.wait / 1000)} s.`)
      return tries === 1 ? failure : said(failure, `So it was ${tries} times.`)
    },
  })
}

function said(cause: RequestFailure, more: string): RequestFailure {
  return new RequestFailure(`${cause.message} ${more}`, { cause })
}
