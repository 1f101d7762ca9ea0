import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A safetensors file of one tensor, `embeddings` [rows, columns] F32, written row after row. */
export interface EmbeddingsFile {
  /** Rows behind those that are there; the first call decides the columns. */
  append(data: Float32Array, columns: number): Promise<void>
  /** Puts the file in its place, whole. */
  finish(): Promise<void>
  /** Leaves nothing behind; after `finish` nothing to do. */
  abandon(): Promise<void>
}

/**
 * Opened before anything is encoded, so that a place where nothing can be written is noticed first.
 *
 * @param rows how many there will be
 * @throws {RangeError} the path is of a folder; on appending: rows of different lengths; on finishing: too few rows
 */
export async function embeddingsFile(path: string, rows: number): Promise<EmbeddingsFile> {
  if ((await stat(path).catch(() => undefined))?.isDirectory()) {
    throw new RangeError(`--out must be a file; got the folder ${path}.`)
  }
  const temporary = `${path}.${randomUUID()}.tmp`
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(temporary, 'wx')
  let columns = 0
  let missing = rows
  return {
    async append(data, width) {
      if (columns === 0) await handle.appendFile(header(rows, width))
      else if (width !== columns)
        throw new RangeError(`Vectors must have ${columns} numbers as the first; got ${width}.`)
      columns = width
      missing -= data.length / columns
      await handle.appendFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    },
    async finish() {
      if (missing !== 0)
        throw new RangeError(`There must be ${rows} vectors; got ${rows - missing}. Has the file changed?`)
      await handle.sync()
      await handle.close()
      await rename(temporary, path)
    },
    async abandon() {
      await handle.close()
      await rm(temporary, { force: true })
    },
  }
}

/** Length and JSON, padded with blanks so that the tensor begins at a multiple of 8. */
function header(rows: number, columns: number): Buffer {
  const bytes = 4 * rows * columns
  const json = JSON.stringify({ embeddings: { dtype: 'F32', shape: [rows, columns], data_offsets: [0, bytes] } })
  const length = Math.ceil(json.length / 8) * 8
  const start = Buffer.alloc(8)
  start.writeBigUInt64LE(BigInt(length))
  return Buffer.concat([start, Buffer.from(json.padEnd(length))])
}
