/** UTF-16 code units in a shingle: short enough for Chinese sentences, long enough that unrelated English ones share few. */
export const shingleLength = 4

/** Every run of `shingleLength` code units of a text, once; a shorter text is its own only shingle. */
export function shingles(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  const last = Math.max(0, text.length - shingleLength)
  for (let start = 0; start <= last; start++) found.add(text.slice(start, start + shingleLength))
  return found
}

/** A text's shingles as ascending numbers, each set made once. */
export type NumberedShingles = (text: string) => Int32Array

/** Numbers shingles as they come, so that sets of them are compared without their texts. */
export function numberedShingles(): NumberedShingles {
  const numbers = new Map<string, number>()
  const sets = new Map<string, Int32Array>()
  const numberOf = (shingle: string): number => {
    const number = numbers.get(shingle) ?? numbers.size
    if (number === numbers.size) numbers.set(shingle, number)
    return number
  }
  return (text) => {
    const set = sets.get(text) ?? Int32Array.from(shingles(text), numberOf).sort()
    sets.set(text, set)
    return set
  }
}

/** Jaccard similarity: what two sets share, divided by what either has; in [0, 1]. Both ascending, not both empty. */
export function jaccard(a: Int32Array, b: Int32Array): number {
  let shared = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!
    if (difference === 0) shared++
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return shared / (a.length + b.length - shared)
}
