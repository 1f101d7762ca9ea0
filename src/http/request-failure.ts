/** A request that failed, and what may help: asking again, asking for less, or nothing. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  readonly remedy: 'again' | 'less' | 'none'
  /** Milliseconds that the server asks to wait. */
  readonly wait: number

  constructor(
    message: string,
    { remedy = 'none', wait = 0, cause }: { remedy?: RequestFailure['remedy']; wait?: number; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.remedy = remedy
    this.wait = wait
  }
}
