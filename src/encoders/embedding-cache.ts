import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../hash.ts'
import { compact } from './embedding-cache-compaction.ts'
import {
  readSegment,
  type Segment,
  type SegmentOwner,
  segmentExtension,
  writeSegment,
} from './embedding-cache-segment.ts'

export interface EmbeddingCacheOptions extends SegmentOwner {
  /** Shared by all encoders and processes; made when first written to. */
  readonly folder: string
  /** Takes a sentence about what does not work. A cache fails no encoding. */
  readonly onWarning: (warning: string) => void
}

/** Vectors that were computed before, by this process or another. */
export interface EmbeddingCache {
  /**
   * Copies the vectors that are known to their rows of `out`.
   *
   * @param wanted hashes of texts → rows
   * @returns those that are not known
   */
  read(wanted: ReadonlyMap<string, number>, out: Float32Array): Promise<Map<string, number>>
  /** Keeps vectors. Many processes may do so at the same time. */
  write(segment: Segment): Promise<void>
}

/** Times that the folder is listed anew when another process put files together while they were read. */
const listings = 3

/** Keeps vectors in files of a folder of its own for each key: what decides the vectors decides where they lie. */
export function embeddingCache({ folder, onWarning, ...owner }: EmbeddingCacheOptions): EmbeddingCache {
  const own = join(folder, 'embeddings', sha256(owner.key).slice(0, 32))
  const refused = { reading: false, writing: false }

  /** Says once that the file system refuses. */
  function refuse(what: 'reading' | 'writing', error: unknown): void {
    if (!refused[what]) onWarning(refusal(what, error))
    refused[what] = true
  }

  async function names(): Promise<string[]> {
    const found = await readdir(own).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') refuse('reading', error)
      return []
    })
    return found.filter((name) => name.endsWith(segmentExtension)).sort()
  }

  /** @returns whether the file was still there */
  async function take(name: string, missing: Map<string, number>, out: Float32Array): Promise<boolean> {
    try {
      const segment = await readSegment(join(own, name), owner, missing)
      if (segment) copyRows(segment, missing, out)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false
      if (codeOf(error) !== undefined) refuse('reading', error)
      else await setAside(name)
    }
    return true
  }

  /** Moved, not deleted: what damaged it may be worth knowing. A folder that cannot be written to keeps it. */
  async function setAside(name: string): Promise<void> {
    await rename(join(own, name), join(own, `${name}.damaged`)).catch(() => {})
    onWarning(
      `embeddingCache: ${name} must be as it was written; got other contents. Its vectors are computed again, and it is ` +
        'renamed to .damaged.',
    )
  }

  return {
    async read(wanted, out) {
      const missing = new Map(wanted)
      let whole = false
      for (let times = 0; times < listings && !whole; times++) {
        whole = true
        for (const name of await names()) {
          if (missing.size === 0) return missing
          if (!(await take(name, missing, out))) whole = false
        }
      }
      return missing
    },
    async write(segment) {
      if (refused.writing || segment.texts.length === 0) return
      try {
        await writeSegment(own, owner, segment)
        await compact(own, owner)
      } catch (error) {
        if (codeOf(error) === undefined) throw error
        refuse('writing', error)
      }
    },
  }
}

/** Without its path, which is nobody's business but this machine's: warnings go into reports. */
function refusal(what: 'reading' | 'writing', error: unknown): string {
  const access = what === 'reading' ? 'read' : 'written to'
  return (
    `embeddingCache: the cache folder must be one that can be ${access}; got ${codeOf(error)}. Encoding goes on ` +
    'without it. Set VITEST_RETRIEVAL_CACHE to another folder, or cache: false.'
  )
}

/** Takes what it finds out of `missing`. */
function copyRows({ texts, rows }: Segment, missing: Map<string, number>, out: Float32Array): void {
  const dimensions = rows.length / texts.length
  texts.forEach((text, i) => {
    const row = missing.get(text)
    if (row === undefined) return
    out.set(rows.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions)
    missing.delete(text)
  })
}

/** `ENOENT` of an error of the file system, undefined of others. */
function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
