import type { Banding } from './banding.ts'
import { jaccard, shingles } from './shingles.ts'
import { sketches } from './sketches.ts'

/** Texts, each once, with what locality-sensitive hashing needs of them. */
export interface Sketched {
  readonly texts: readonly string[]
  readonly keys: Uint32Array
}

/** A text of the other side that is similar enough; not always the most similar. */
export interface NearDuplicate {
  /** Where it stands among the texts searched. */
  readonly index: number
  /** Jaccard similarity of the two sets of shingles, computed from the texts. */
  readonly similarity: number
}

/** Texts with the keys of their bands. */
export function sketched(texts: readonly string[], banding: Banding, seed?: number): Sketched {
  return { texts, keys: sketches(texts, banding, seed) }
}

/**
 * For each wanted text one of the searched whose similarity is at least the threshold, undefined where none was found.
 *
 * What is returned is certain; what is not may have been missed, with the probability that `foundProbability` gives.
 * Time grows with the number of texts plus the number of compared pairs, of which few are dissimilar.
 */
export function nearDuplicates(
  wanted: Sketched,
  searched: Sketched,
  { threshold, banding }: { readonly threshold: number; readonly banding: Banding },
): (NearDuplicate | undefined)[] {
  const found: (NearDuplicate | undefined)[] = wanted.texts.map(() => undefined)
  for (let band = 0; band < banding.bands; band++) {
    const bucket = buckets(searched, band, banding.bands)
    found.forEach((before, index) => {
      if (before !== undefined) return
      const candidates = bucket(wanted.keys[index * banding.bands + band]!)
      found[index] = firstSimilar(wanted.texts[index]!, candidates, { texts: searched.texts, threshold })
    })
  }
  return found
}

/** The texts whose band has a key, in their order: the first through a map, each next through a chain. */
function buckets({ texts, keys }: Sketched, band: number, bands: number): (key: number) => Iterable<number> {
  const first = new Map<number, number>()
  const next = new Int32Array(texts.length)
  for (let index = texts.length - 1; index >= 0; index--) {
    const key = keys[index * bands + band]!
    next[index] = first.get(key) ?? -1
    first.set(key, index)
  }
  return function* (key) {
    for (let index = first.get(key) ?? -1; index >= 0; index = next[index]!) yield index
  }
}

function firstSimilar(
  text: string,
  candidates: Iterable<number>,
  { texts, threshold }: { readonly texts: readonly string[]; readonly threshold: number },
): NearDuplicate | undefined {
  let ofText: ReadonlySet<string> | undefined
  for (const index of candidates) {
    ofText ??= shingles(text)
    const similarity = jaccard(ofText, shingles(texts[index]!))
    if (similarity >= threshold) return { index, similarity }
  }
  return undefined
}
