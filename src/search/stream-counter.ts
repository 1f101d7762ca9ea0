import { comparedCounts, mostCompared } from './compared-counts.ts'
import { type Products, scoreAt } from './products.ts'
import type { Chunk } from './stream-chunks.ts'
import type { StreamLayout } from './stream-layout.ts'

/** What one query asks about, and how many documents stand above, plus 1, as far as is counted. */
export interface StreamCounts {
  readonly positions: Int32Array
  readonly scores: Float32Array
  readonly pool: Int32Array
  readonly language: Int32Array
}

export interface CountedChunk extends Chunk {
  /** Where in the chunk the languages begin, and where the last ends. */
  readonly starts: Int32Array
  readonly inBlock: number
}

/** Adds to a query's counts the documents of one chunk. */
export function chunkCounter(
  products: Products,
  layout: StreamLayout,
): (counts: StreamCounts, chunk: CountedChunk) => void {
  const { languages, languageOf, order } = layout
  const count = comparedCounts(products, languages)
  /** For each document of equal score that ranks first, one more. */
  const addTies = (counts: StreamCounts, i: number, { first, documents, inBlock }: CountedChunk): void => {
    const own = counts.positions[i]!
    for (let d = 0; d < documents; d++) {
      if (scoreAt(products, inBlock, d) !== counts.scores[i] || order[first + d]! >= order[own]!) continue
      counts.pool[i]!++
      if (languageOf[first + d] === languageOf[own]) counts.language[i]!++
    }
  }
  return (counts, chunk) => {
    const { first, documents, starts, inBlock } = chunk
    for (let from = 0; from < counts.positions.length; from += mostCompared) {
      const own = counts.positions.subarray(from, from + mostCompared)
      const found = count({ inBlock, thresholds: counts.scores.subarray(from, from + mostCompared), starts })
      own.forEach((position, i) => {
        const above = found.subarray(i * languages, (i + 1) * languages)
        counts.pool[from + i]! += above.reduce((sum, each) => sum + each, 0)
        counts.language[from + i]! += above[languageOf[position]!]!
      })
      const here = own.reduce((sum, at) => sum + (at >= first && at < first + documents ? 1 : 0), 0)
      if (found.at(-1) !== here) own.forEach((_, i) => void addTies(counts, from + i, chunk))
    }
  }
}
