import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import type { StreamedDocuments } from '../search/stream-chunks.ts'
import type { DocumentVectors } from './document-vectors.ts'

/** Vectors that are written once, one block after another, and then read as often as is wanted. */
export interface VectorFile extends DocumentVectors, StreamedDocuments {
  append(vectors: UnitRows): Promise<void>
  blocks(): AsyncIterable<UnitRows>
  /** Frees the disk. */
  close(): Promise<void>
}

/** Bytes that are read at once. */
const blockBytes = 2 ** 22
/** Bytes between two rows that are read along with them: as quick as another call. */
const gapBytes = 2 ** 16

/**
 * A temporary file of 32-bit floats in the folder for caches, or in the system's for temporary files where that one cannot
 * be written to. It has no name once it is open: however the process ends, nothing is left behind.
 */
export async function vectorFile(columns: number): Promise<VectorFile> {
  const { file, folder, discard } = await nameless()
  const rowBytes = 4 * columns
  let rows = 0
  const read = async (from: number, count: number): Promise<UnitRows> => {
    const data = new Float32Array(count * columns)
    await readAll(file, Buffer.from(data.buffer), from * rowBytes)
    return unitRows(matrix(count, columns, data), 'vectorFile')
  }
  return {
    columns,
    get rows() {
      return rows
    },
    async append({ rows: count, data }) {
      await writeAll(file, Buffer.from(data.buffer, data.byteOffset, data.byteLength), {
        position: rows * rowBytes,
        folder,
      })
      rows += count
    },
    async *blocks() {
      const size = Math.max(1, Math.floor(blockBytes / rowBytes))
      for (let from = 0; from < rows; from += size) yield await read(from, Math.min(size, rows - from))
    },
    async pick(wanted) {
      const data = new Float32Array(wanted.length * columns)
      for (const { from, to, slots } of stretchesOf(wanted, rowBytes)) {
        const stretch = await read(from, to - from)
        for (const slot of slots) {
          const at = (wanted[slot]! - from) * columns
          data.set(stretch.data.subarray(at, at + columns), slot * columns)
        }
      }
      return { rows: wanted.length, columns, data }
    },
    async close() {
      await file.close()
      await discard()
    },
  }
}

interface Nameless {
  readonly file: FileHandle
  readonly folder: string
  /** Removes the file where the system did not let go of its name while it was open. */
  discard(): Promise<void>
}

async function nameless(): Promise<Nameless> {
  const folder = join(cacheFolder(), 'vectors')
  const isMade = await mkdir(folder, { recursive: true }).then(
    () => true,
    () => false,
  )
  return isMade ? await namelessIn(folder).catch(() => namelessIn(tmpdir())) : await namelessIn(tmpdir())
}

async function namelessIn(folder: string): Promise<Nameless> {
  const path = join(folder, `${randomUUID()}.f32`)
  const file = await open(path, 'wx+', 0o600)
  const isGone = await unlink(path).then(
    () => true,
    () => false,
  )
  return { file, folder, discard: async () => (isGone ? undefined : await unlink(path)) }
}

async function writeAll(
  file: FileHandle,
  bytes: Buffer,
  { position, folder }: { readonly position: number; readonly folder: string },
): Promise<void> {
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at)
      at += bytesWritten
    }
  } catch (cause) {
    const size = `${((position + bytes.length) / 2 ** 30).toFixed(1)} GiB`
    throw new Error(
      `vectorFile: ${folder} must hold the vectors of all documents, so far ${size}; it cannot be written to. Free some room, or name another folder in VITEST_RETRIEVAL_CACHE.`,
      { cause },
    )
  }
}

async function readAll(file: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await file.read(into, at, into.length - at, position + at)
    if (bytesRead === 0) throw new RangeError('vectorFile: a row must have been written before it is read.')
    at += bytesRead
  }
}

interface Stretch {
  readonly from: number
  readonly to: number
  /** Places in the list of those rows that lie in the stretch. */
  readonly slots: readonly number[]
}

/** The rows in stretches that are worth reading at once. */
function stretchesOf(wanted: ArrayLike<number>, rowBytes: number): readonly Stretch[] {
  const slots = Array.from(wanted, (_, slot) => slot).sort((a, b) => wanted[a]! - wanted[b]!)
  const stretches: { from: number; to: number; slots: number[] }[] = []
  for (const slot of slots) {
    const at = wanted[slot]!
    const last = stretches.at(-1)
    const isNear = last && (at - last.to) * rowBytes <= gapBytes && (at - last.from) * rowBytes <= blockBytes
    if (isNear) {
      last.to = Math.max(last.to, at + 1)
      last.slots.push(slot)
    } else stretches.push({ from: at, to: at + 1, slots: [slot] })
  }
  return stretches
}
