import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import type { StreamedDocuments } from '../search/stream-chunks.ts'
import type { DocumentVectors } from './document-vectors.ts'
import { blocksOf, picked, type RowsOnDisk, readAll } from './stored-rows.ts'

/** Vectors that are written once, one block after another, and then read as often as is wanted. */
export interface VectorFile extends DocumentVectors, StreamedDocuments {
  append(vectors: UnitRows): Promise<void>
  blocks(): AsyncIterable<UnitRows>
  /** Frees the disk. */
  close(): Promise<void>
}

/**
 * A temporary file of 32-bit floats in the folder for caches, or in the system's for temporary files where that one cannot
 * be written to. It has no name once it is open: however the process ends, nothing is left behind.
 */
export async function vectorFile(columns: number): Promise<VectorFile> {
  const { file, folder, discard } = await nameless()
  const rowBytes = 4 * columns
  let rows = 0
  const stored: RowsOnDisk = {
    columns,
    rowBytes,
    get rows() {
      return rows
    },
    async read(from, count) {
      const data = new Float32Array(count * columns)
      const end = () => new RangeError('vectorFile: a row must have been written before it is read.')
      await readAll(file, new Uint8Array(data.buffer), { position: from * rowBytes, end })
      return unitRows(matrix(count, columns, data), 'vectorFile')
    },
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
    blocks: () => blocksOf(stored),
    pick: (wanted) => picked(stored, wanted),
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
