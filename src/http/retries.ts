import { setTimeout as delay } from 'node:timers/promises'

/** What a failure says of another try. */
export interface Passing {
  /** Milliseconds that the server asks to wait; 0 where it asks for nothing. */
  readonly wait: number
  /** What a note of the pause adds: `got 429`. */
  readonly note?: string
}

/** Why there is no further try. */
export interface GivenUp {
  /** Tries in a row that brought nothing. */
  readonly tries: number
  /** The server asks to wait longer than anyone would. */
  readonly tooLong: boolean
}

export interface RetryOptions {
  /** Most tries in a row that bring nothing. */
  readonly attempts: number
  /** Milliseconds before the second try, doubled before each further one up to 30 s. */
  readonly pause: number
  readonly signal?: AbortSignal
  /** Undefined of a failure that another try does not change. */
  readonly passing: (error: unknown) => Passing | undefined
  /** What is thrown in the end, made of the last failure. */
  readonly gaveUp: (error: unknown, why: GivenUp) => unknown
  /** Whether the last try brought something, so that counting begins anew. @default never */
  readonly gained?: () => boolean
  /** Told of pauses that one would notice. */
  readonly onPause?: (note: string) => void
}

/** Longest pause in milliseconds that we choose, and longest that a server may ask for. */
const longest = { chosen: 30_000, asked: 300_000 }
/** Milliseconds from which on a pause is noticed. */
const noticed = 1000

/**
 * Tries until it goes well, fails for good, or failed too often in a row. Pauses double, are at least as long as the server
 * asks, and by chance up to half as long again, so that clients refused together do not come back together.
 *
 * @throws what `gaveUp` makes of the last failure; a failure that does not pass, as it is; the signal's reason once aborted
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, pause, signal, passing, gaveUp, gained = () => false, onPause } = options
  for (let tries = 0; ; ) {
    signal?.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      signal?.throwIfAborted()
      const passes = passing(error)
      if (passes === undefined) throw error
      tries = gained() ? 1 : tries + 1
      const tooLong = passes.wait > longest.asked
      if (tries >= attempts || tooLong) throw gaveUp(error, { tries, tooLong })
      const least = Math.max(passes.wait, Math.min(longest.chosen, pause * 2 ** (tries - 1)))
      if (least >= noticed) onPause?.(pauseNote(least, passes.note))
      await slept(least * (1 + Math.random() / 2), signal)
    }
  }
}

function pauseNote(milliseconds: number, why: string | undefined): string {
  return `tries again in ${Math.ceil(milliseconds / 1000)} s${why === undefined ? '' : `: ${why}`}`
}

async function slept(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    throw signal?.reason ?? error
  })
}
