/** Made ahead of who takes it. */
export interface AheadOptions {
  /** Things that may be made, or being made, that nobody has asked for. At least 1. */
  readonly most: number
  /** Aborted once nobody takes any more: the source should stop making. */
  readonly stop: AbortController
}

/**
 * What a source gives, made ahead of who takes it: the next is being made while the last is used.
 *
 * @param source an async generator, which answers calls one after another. It has ended when this one has
 */
export async function* ahead<T>(
  source: AsyncGenerator<T, void>,
  { most, stop }: AheadOptions,
): AsyncGenerator<T, void> {
  const coming: Promise<IteratorResult<T, void>>[] = []
  const order = (): void => {
    const next = source.next()
    // Whoever takes it hears of its failure; one that nobody takes must not end the process.
    next.catch(() => {})
    coming.push(next)
  }
  try {
    for (;;) {
      while (coming.length <= most) order()
      const next = await coming.shift()!
      if (next.done) return
      yield next.value
    }
  } finally {
    stop.abort()
    await source.return()
  }
}
