/** How signatures of MinHash are cut for locality-sensitive hashing: two texts are compared if any band is equal. */
export interface Banding {
  readonly bands: number
  /** MinHash values in a band: more make bands of dissimilar texts differ more often. */
  readonly rows: number
}

const hashes = 128
const leastFound = 0.99

/** The banding of at most 128 hashes with the most rows that still finds a pair at the threshold in 99 of 100 draws. */
export function bandingFor(threshold: number): Banding {
  let best: Banding = { bands: hashes, rows: 1 }
  for (let rows = 2; rows <= hashes; rows++) {
    const banding = { bands: Math.floor(hashes / rows), rows }
    if (foundProbability(threshold, banding) >= leastFound) best = banding
  }
  return best
}

/**
 * The probability that a pair of this Jaccard similarity is compared at all: 1 − (1 − similarity^rows)^bands.
 *
 * @see Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, §3.4.2
 */
export function foundProbability(similarity: number, { bands, rows }: Banding): number {
  return 1 - (1 - similarity ** rows) ** bands
}
