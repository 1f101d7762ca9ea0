import type { Banding } from './banding.ts'
import { type RareShingles, rareShingles } from './rare-shingles.ts'
import { jaccard, numberedShingles } from './shingles.ts'
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
 * Time is linear in the texts of natural language. Those of one template fall into one bucket without being similar
 * enough; there only texts that share a rare shingle are compared, which loses no pair and spares most of the square.
 */
export function nearDuplicates(
  wanted: Sketched,
  searched: Sketched,
  { threshold, banding }: { readonly threshold: number; readonly banding: Banding },
): (NearDuplicate | undefined)[] {
  const similar = comparison(searched.texts, threshold)
  const rare = rareShingles(searched.texts, threshold)
  const found: (NearDuplicate | undefined)[] = wanted.texts.map(() => undefined)
  for (let band = 0; band < banding.bands; band++) {
    const candidates = buckets(searched, { band, bands: banding.bands, rare })
    for (const [index, text] of wanted.texts.entries()) {
      if (found[index] !== undefined) continue
      const ofText = wanted.keys.subarray(index * banding.bands, (index + 1) * banding.bands)
      const fresh = (other: number): boolean => !equalBefore(ofText, searched.keys, { other, band })
      found[index] = similar(text, candidates(ofText[band]!, text), fresh)
    }
  }
  return found
}

/** Whether an earlier band is equal: then the two were candidates before. */
function equalBefore(
  ofText: Uint32Array,
  keys: Uint32Array,
  { other, band }: { readonly other: number; readonly band: number },
): boolean {
  const start = other * ofText.length
  for (let before = 0; before < band; before++) if (ofText[before] === keys[start + before]) return true
  return false
}

interface Band {
  readonly band: number
  readonly bands: number
  readonly rare: RareShingles
}

/** Largest number of texts that are all compared. */
const smallBucket = 16

/** The searched texts that have a key in a band, but for those that cannot be similar enough to a text. */
function buckets(
  { texts, keys }: Sketched,
  { band, bands, rare }: Band,
): (key: number, text: string) => Iterable<number> {
  const members = Map.groupBy(texts.keys(), (index) => keys[index * bands + band]!)
  const indexed = new Map<number, ReadonlyMap<string, readonly number[]>>()
  return (key, text) => {
    const bucket = members.get(key) ?? []
    if (bucket.length <= smallBucket) return bucket
    const postings = indexed.get(key) ?? postingsOf(bucket, texts, rare)
    indexed.set(key, postings)
    return new Set(rare(text).flatMap((shingle) => postings.get(shingle) ?? []))
  }
}

/** Rare shingle → the texts of a bucket that have it. */
function postingsOf(
  bucket: readonly number[],
  texts: readonly string[],
  rare: RareShingles,
): ReadonlyMap<string, readonly number[]> {
  const postings = new Map<string, number[]>()
  for (const index of bucket) {
    for (const shingle of rare(texts[index]!)) {
      const before = postings.get(shingle)
      if (before === undefined) postings.set(shingle, [index])
      else before.push(index)
    }
  }
  return postings
}

/** Finds the first of the candidates that is similar enough, among those that are worth a comparison. */
function comparison(
  texts: readonly string[],
  threshold: number,
): (text: string, candidates: Iterable<number>, worth: (candidate: number) => boolean) => NearDuplicate | undefined {
  const numbered = numberedShingles()
  return (text, candidates, worth) => {
    for (const index of candidates) {
      if (!worth(index)) continue
      const similarity = jaccard(numbered(text), numbered(texts[index]!))
      if (similarity >= threshold) return { index, similarity }
    }
    return undefined
  }
}
