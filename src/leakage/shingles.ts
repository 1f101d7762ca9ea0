/** UTF-16 code units in a shingle: short enough for Chinese sentences, long enough that unrelated English ones share few. */
export const shingleLength = 4

/** Every run of `shingleLength` code units of a text, once; a shorter text is its own only shingle. */
export function shingles(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  const last = Math.max(0, text.length - shingleLength)
  for (let start = 0; start <= last; start++) found.add(text.slice(start, start + shingleLength))
  return found
}

/** Jaccard similarity: what two sets share, divided by what either has; in [0, 1]. Neither is empty. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  let shared = 0
  for (const shingle of few) if (many.has(shingle)) shared++
  return shared / (a.size + b.size - shared)
}
