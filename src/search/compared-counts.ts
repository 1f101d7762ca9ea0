import type { Products } from './products.ts'

/** More thresholds than these are quicker by table: that takes 6 ns a score, a comparison 0.14 ns a score and threshold. */
export const mostCompared = 32

/** Bytes of the kernel's arena that counting needs. */
export function comparedBytes(languages: number): number {
  return 4 * (mostCompared + (mostCompared * languages + 1) + (languages + 1)) + 48
}

export interface CountedQuery {
  /** Its place in the block computed last. */
  readonly inBlock: number
  /** No more than `mostCompared`. */
  readonly thresholds: Float32Array
  /** Where among the documents each language begins, and where the last ends. */
  readonly starts: Int32Array
}

/**
 * Counts one query's scores above its thresholds, in the kernel.
 *
 * @returns threshold × language, then the number of scores equal to a threshold; overwritten by the next call
 */
export function comparedCounts(
  { kernel, values, stretches }: Products,
  languages: number,
): (query: CountedQuery) => Int32Array {
  const bounds = kernel.floats(mostCompared)
  const counts = kernel.integers(mostCompared * languages + 1)
  const within = kernel.integers(languages + 1)
  return ({ inBlock, thresholds, starts }) => {
    bounds.set(thresholds)
    const size = thresholds.length * languages + 1
    counts.fill(0, 0, size)
    for (const { from, to, at } of stretches) {
      const width = to - from
      for (let l = 0; l <= languages; l++) within[l] = Math.min(width, Math.max(0, starts[l]! - from))
      const start = at + inBlock * width
      const pieces = { values: values.subarray(start, start + width), starts: within }
      kernel.countAbove(counts, pieces, bounds.subarray(0, thresholds.length))
    }
    return counts.subarray(0, size)
  }
}
