/** A cache's bounds. */
export interface CacheBounds {
  /** Keys of a generation; at most two are kept. */
  readonly size: number
  /** Keys longer than this many UTF-16 units are not kept. */
  readonly longestKey: number
}

/** A function that remembers its latest results, in two generations. */
export function remembered<T extends object | string>(
  compute: (key: string) => T,
  { size, longestKey }: CacheBounds,
): (key: string) => T {
  let young = new Map<string, T>()
  let old = new Map<string, T>()
  return (key) => {
    if (key.length > longestKey) return compute(key)
    const known = young.get(key)
    if (known !== undefined) return known
    const value = old.get(key) ?? compute(key)
    // The old generation goes at once: no order of use has to be kept for each key.
    if (young.size >= size) [old, young] = [young, new Map()]
    young.set(copied(key), value)
    return value
  }
}

/** A part of a text holds on to the whole of it; a copy does not. */
function copied(part: string): string {
  return Buffer.from(part, 'utf16le').toString('utf16le')
}
