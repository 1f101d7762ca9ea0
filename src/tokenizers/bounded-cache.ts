/** A function that remembers its latest results, in two generations of at most `size` keys each. */
export function remembered<T>(compute: (key: string) => T, size: number, longestKey: number): (key: string) => T {
  let young = new Map<string, T>()
  let old = new Map<string, T>()
  return (key) => {
    if (key.length > longestKey) return compute(key)
    const known = young.get(key)
    if (known !== undefined) return known
    const value = old.get(key) ?? compute(key)
    // The old generation goes at once: no order of use has to be kept for each key.
    if (young.size >= size) [old, young] = [young, new Map()]
    young.set(key, value)
    return value
  }
}
