/** Why a download did not come to its end. */
export interface DownloadFailure {
  /** What the server answered; undefined where it did not. */
  readonly status?: number
  /** Whether another try may go better. @default false */
  readonly again?: boolean
  /** Milliseconds that the server asks to wait before another try. */
  readonly retryAfter?: number
  readonly cause?: unknown
}

/** A file that could not be fetched, or is not what it must be. Neither its message nor its causes hold a token. */
export class DownloadError extends Error {
  readonly status: number | undefined
  readonly again: boolean
  readonly retryAfter: number | undefined

  constructor(message: string, { status, again = false, retryAfter, cause }: DownloadFailure = {}) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'DownloadError'
    this.status = status
    this.again = again
    this.retryAfter = retryAfter
  }
}
