import { hash } from 'node:crypto'
import { breather, type Observer } from '../progress.ts'
import type { Text } from '../retrieval.ts'
import type { EmbeddingCache } from './embedding-cache.ts'

/** Encodes texts and hands their vectors over as soon as they are there: row i is of texts[numbers[i]]. */
export type EncodeRows = (
  texts: readonly Text[],
  options: Observer & { readonly onRows: (numbers: Int32Array, rows: Float32Array) => Promise<void> },
) => Promise<unknown>

export interface CachedRowsOptions extends Observer {
  /** Left out, every text is encoded. */
  readonly cache?: EmbeddingCache
  readonly dimensions: number
  readonly texts: readonly Text[]
  /** Whether a text's vector depends on its language. */
  readonly byLanguage: boolean
  readonly encode: EncodeRows
}

/** Vectors not written yet at most … */
const unwritten = 2_000
/** … and milliseconds between two writings. */
const interval = 30_000

/**
 * The vectors of texts: those that the cache has, bit for bit as they were computed, and the others encoded, each different
 * one once. New ones are written as they come, also those before an error or an abort.
 *
 * @returns texts.length × dimensions
 */
export async function cachedRows({ texts, byLanguage, ...options }: CachedRowsOptions): Promise<Float32Array> {
  const { dimensions } = options
  const hashes = await textHashes(texts, byLanguage, options.signal)
  const first = new Map<string, number>()
  hashes.forEach((each, number) => {
    if (!first.has(each)) first.set(each, number)
  })
  const out = new Float32Array(texts.length * dimensions)
  const missing = (await options.cache?.read(first, out)) ?? first
  await encodeMissing({ ...options, texts, hashes }, [...missing.values()], out)
  hashes.forEach((each, number) => {
    const at = first.get(each)! * dimensions
    if (number * dimensions !== at) out.copyWithin(number * dimensions, at, at + dimensions)
  })
  return out
}

interface Missing extends Omit<CachedRowsOptions, 'byLanguage'> {
  readonly hashes: readonly string[]
}

async function encodeMissing(
  { cache, dimensions, texts, hashes, encode, signal, onProgress }: Missing,
  numbers: readonly number[],
  out: Float32Array,
): Promise<void> {
  const total = texts.length
  const known = total - numbers.length
  if (numbers.length === 0) {
    onProgress?.({ stage: 'encode', done: total, total, unit: 'texts', note: 'from the cache' })
    return
  }
  const unkept = unkeptRows(cache)
  try {
    await encode(
      numbers.map((number) => texts[number]!),
      {
        ...(signal && { signal }),
        ...(onProgress && {
          onProgress: (progress) => onProgress({ ...progress, done: known + progress.done, total }),
        }),
        async onRows(of, rows) {
          of.forEach((at, i) => {
            out.set(rows.subarray(i * dimensions, (i + 1) * dimensions), numbers[at]! * dimensions)
          })
          await unkept.add(
            Array.from(of, (at) => hashes[numbers[at]!]!),
            rows,
          )
        },
      },
    )
  } finally {
    await unkept.write()
  }
}

/** Gathers vectors until there are enough for a file, or time has passed. */
function unkeptRows(cache: EmbeddingCache | undefined) {
  let texts: string[] = []
  let parts: Float32Array[] = []
  let last = performance.now()

  async function write(): Promise<void> {
    const segment = { texts, rows: concatenated(parts) }
    texts = []
    parts = []
    await cache?.write(segment)
    last = performance.now()
  }

  return {
    write,
    async add(hashes: readonly string[], rows: Float32Array): Promise<void> {
      if (!cache) return
      texts.push(...hashes)
      // A runtime may use its array again.
      parts.push(rows.slice())
      if (texts.length >= unwritten || performance.now() - last >= interval) await write()
    },
  }
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let filled = 0
  for (const part of parts) {
    out.set(part, filled)
    filled += part.length
  }
  return out
}

/** sha-256 of each text as 32 Latin-1 characters: the smallest key of a map. */
async function textHashes(
  texts: readonly Text[],
  byLanguage: boolean,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const breathe = breather(signal)
  const hashes: string[] = []
  for (const { language, text } of texts) {
    await breathe()
    hashes.push(hash('sha256', byLanguage ? `${language}\u0000${text}` : text, 'binary'))
  }
  return hashes
}
