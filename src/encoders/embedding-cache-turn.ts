/** Runs a task when those before it are done; whoever waits gives up once the signal is aborted. */
export type TakeTurn = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>

/**
 * Runs tasks one at a time, in the order in which they came. Seeds encode the same texts at the same time: so the second
 * finds in the cache what the first computed, and they do not fight for the cores.
 */
export function turns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve()
  return function take<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    last = last.then(() => {
      signal?.removeEventListener('abort', abort)
      // A task that runs looks at the signal itself: it may have something to put away.
      return signal?.aborted ? abort() : task().then(resolve, reject)
    })
    return promise
  }
}
