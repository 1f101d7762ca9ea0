import type { Architecture } from '../folder/architecture.ts'

export interface ChunkOptions {
  readonly architecture: Architecture
  /** Texts in a chunk. @default as many as keep a gradient's memory within a gibibyte, of similar length */
  readonly chunk?: number | undefined
}

/** Bytes that a chunk may keep for its gradient: a quarter of what WebAssembly can address, where the weights lie four times. */
const mostBytes = 2 ** 30

/**
 * A step's texts in chunks that go through the model one after another: numbers of texts, from the shortest to the
 * longest, so that little is padded.
 *
 * @param lengths tokens of each text
 */
export function chunksOf(lengths: readonly number[], { architecture, chunk }: ChunkOptions): readonly number[][] {
  const order = lengths.map((_, text) => text).sort((a, b) => lengths[a]! - lengths[b]! || a - b)
  const fits = (texts: number, longest: number): boolean =>
    chunk === undefined ? keptBytes(architecture, texts, longest) <= mostBytes : texts <= chunk
  const chunks: number[][] = []
  let open: number[] = []
  for (const text of order) {
    if (open.length > 0 && !fits(open.length + 1, lengths[text]!)) {
      chunks.push(open)
      open = []
    }
    open.push(text)
  }
  return [...chunks, open]
}

/** About what texts of one length keep from forward to backward, masks of dropout included. */
function keptBytes({ hidden, intermediate, heads, layers }: Architecture, texts: number, length: number): number {
  const ofToken = 11 * hidden + 4 * intermediate + 2 * heads * length
  return 4 * texts * length * (layers * ofToken + 4 * hidden)
}
