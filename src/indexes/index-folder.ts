import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../downloads/file-lock.ts'
import { writeAtomically } from '../gate/write-atomically.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import { type IndexManifest, readManifest } from './index-manifest.ts'
import type { IndexedDocument } from './search-index.ts'
import type { VectorStore } from './vector-store.ts'

/** An index's rows in files, and the documents that were in them when they were opened. */
export interface IndexFolder extends VectorStore {
  readonly documents: readonly IndexedDocument[]
}

/** Bytes that are read at once. */
const blockBytes = 2 ** 22
/** Bytes between two rows that are read along with them: as quick as another call. */
const gapBytes = 2 ** 16

/**
 * A folder of `manifest.json`, `documents.jsonl` and `vectors.f32`. The manifest is written last and says how much of the
 * others counts: what a process that was killed had begun to add is written over.
 *
 * @throws {RangeError} a folder of vectors of other dimensions
 * @throws {SyntaxError} files that are damaged
 */
export async function openIndexFolder(folder: string, dimensions: number): Promise<IndexFolder> {
  const file = (name: string): string => join(folder, name)
  await mkdir(folder, { recursive: true })
  let manifest = await readManifest(file('manifest.json'), dimensions)
  const lines = await openedOrNew(file('documents.jsonl'))
  const vectors = await openedOrNew(file('vectors.f32'))
  const rowBytes = 4 * dimensions
  const documents = await readDocuments(file('documents.jsonl'), manifest)
  const size = (await vectors.stat()).size
  if (size < manifest.documents * rowBytes) {
    throw damaged(file('vectors.f32'), `must hold ${manifest.documents} rows of ${rowBytes} bytes; got ${size} bytes`)
  }
  const read = async (from: number, rows: number): Promise<UnitRows> => {
    const data = new Float32Array(rows * dimensions)
    await readAll(vectors, Buffer.from(data.buffer), from * rowBytes)
    return unitRows(matrix(rows, dimensions, data), `${file('vectors.f32')}, row ${from} on`)
  }
  const append = async (added: readonly IndexedDocument[], rows: UnitRows): Promise<void> => {
    await verifyUnchanged(file('manifest.json'), manifest)
    const text = Buffer.from(added.map(({ id, language }) => `${JSON.stringify([id, language])}\n`).join(''))
    const { data } = rows
    await writeAll(lines, text, manifest.bytes)
    await writeAll(vectors, Buffer.from(data.buffer, data.byteOffset, data.byteLength), manifest.documents * rowBytes)
    await Promise.all([lines.datasync(), vectors.datasync()])
    const grown = { ...manifest, documents: manifest.documents + added.length, bytes: manifest.bytes + text.length }
    writeAtomically(file('manifest.json'), `${JSON.stringify(grown)}\n`)
    manifest = grown
  }
  return {
    documents,
    append: (added, rows) => withLock(file('add.lock'), () => append(added, rows)),
    async *blocks(rows) {
      for (const { from, to, wanted } of stretchesOf(rows, rowBytes)) {
        const block = await read(from, to - from)
        yield wanted ? picked(block, wanted, from) : block
      }
    },
    async close() {
      await Promise.all([lines.close(), vectors.close()])
    },
  }
}

interface Stretch {
  readonly from: number
  readonly to: number
  /** Those that are wanted of them; all where absent. */
  readonly wanted?: Int32Array
}

/** Rows that are worth reading at once: so many from the first, or those listed, ascending, and what lies between them. */
function* stretchesOf(rows: number | Int32Array, rowBytes: number): Generator<Stretch> {
  const most = Math.max(1, Math.floor(blockBytes / rowBytes))
  if (typeof rows === 'number') {
    for (let from = 0; from < rows; from += most) yield { from, to: Math.min(rows, from + most) }
    return
  }
  for (let first = 0, next = 0; first < rows.length; first = next) {
    const from = rows[first]!
    for (next = first + 1; next < rows.length; next++) {
      if ((rows[next]! - rows[next - 1]!) * rowBytes > gapBytes || rows[next]! - from >= most) break
    }
    yield { from, to: rows[next - 1]! + 1, wanted: rows.subarray(first, next) }
  }
}

function picked({ columns, data }: UnitRows, rows: Int32Array, first: number): UnitRows {
  const values = new Float32Array(rows.length * columns)
  rows.forEach((row, i) => {
    const at = (row - first) * columns
    values.set(data.subarray(at, at + columns), i * columns)
  })
  return matrix(rows.length, columns, values) as UnitRows
}

async function openedOrNew(path: string): Promise<FileHandle> {
  return await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return open(path, 'w+')
  })
}

async function readDocuments(path: string, { documents, bytes }: IndexManifest): Promise<IndexedDocument[]> {
  const text = (await readFile(path)).subarray(0, bytes).toString()
  const lines = text.split('\n').slice(0, -1)
  if (lines.length !== documents)
    throw damaged(path, `must hold ${documents} documents in its first ${bytes} bytes; got ${lines.length} lines`)
  return lines.map((line, i) => {
    const [id, language] = parsed(line, `${path}:${i + 1}`)
    return { id, language }
  })
}

function parsed(line: string, place: string): [id: string, language: string] {
  try {
    const value: unknown = JSON.parse(line)
    if (Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'string')) {
      return value as [string, string]
    }
  } catch {
    // Told below.
  }
  throw damaged(place, `must be ["id","language"]; got ${line.slice(0, 40)}`)
}

async function verifyUnchanged(path: string, { documents, dimensions }: IndexManifest): Promise<void> {
  const now = await readManifest(path, dimensions)
  if (now.documents === documents) return
  throw new Error(
    `exactIndex: ${path} must be added to by one process at a time; got ${now.documents} documents where this one knows ${documents}. Open the index again.`,
  )
}

function damaged(place: string, fault: string): SyntaxError {
  return new SyntaxError(`${place}: ${fault}. Remove the folder and build the index again.`)
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}

async function readAll(file: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await file.read(into, at, into.length - at, position + at)
    if (bytesRead === 0) throw new RangeError('exactIndex: a row must have been written before it is read.')
    at += bytesRead
  }
}
