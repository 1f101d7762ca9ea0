import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import type { Json } from '../retrieval.ts'
import { jsonPlace } from './json-place.ts'
import type { JsonLine } from './jsonl.ts'
import { decompressors } from './parquet-decompressors.ts'
import { parquetJson } from './parquet-json.ts'

export interface ParquetRowsOptions {
  /** Those that are read where the file has them, as a table may hold vectors that nobody wants. @default all */
  readonly columns?: readonly string[]
}

/**
 * The rows of a Parquet file, one at a time, as the values that JSON lines would hold: of one group of rows the wanted
 * columns are in memory, and never more. A row is named by its number, counted from 1.
 *
 * @throws {SyntaxError} `file: …`, it is no whole Parquet file or holds what is not read; `file: rows 1 to 1000: …`, their
 *   bytes are damaged
 * @throws {TypeError} a value is of a kind that JSON has not
 * @throws {Error} the file is missing or unreadable
 */
export async function* parquetRows(file: string, { columns }: ParquetRowsOptions = {}): AsyncGenerator<JsonLine, void> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new Error(`parquetRows: ${file} must be a file one can read. Check the path.`, { cause })
  })
  try {
    const source = await bufferOf(handle)
    const metadata = await metadataOf(file, source)
    const there = parquetSchema(metadata).children.map(({ element }) => element.name)
    const wanted = columns === undefined ? there : there.filter((name) => columns.includes(name))
    if (wanted.length === 0) throw noneWanted(file, columns ?? [], there)
    for (const { start, end } of groupsOf(metadata)) {
      const rows = await readGroup(file, { file: source, metadata, columns: wanted, rowStart: start, rowEnd: end })
      for (const [index, row] of rows.entries()) yield lineOf(row, `${file}: row ${start + index + 1}`)
    }
  } finally {
    await handle.close()
  }
}

function lineOf(row: Readonly<Record<string, unknown>>, place: string): JsonLine {
  const value = Object.entries(row).map(([name, cell]): [string, Json] => [
    name,
    parquetJson(cell, `${place}: ${name}`),
  ])
  return { json: jsonPlace(Object.fromEntries(value), place), place }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat()
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, end - start))
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
        if (bytesRead === 0) throw new RangeError(`the file ends at byte ${start + at}`)
        at += bytesRead
      }
      return bytes.buffer
    },
  }
}

async function metadataOf(file: string, source: AsyncBuffer): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(source)
  } catch (cause) {
    throw refused(file, 'the file must be whole Parquet', cause)
  }
}

interface GroupRange {
  readonly start: number
  readonly end: number
}

/** Which rows each group holds. */
function groupsOf({ row_groups: groups }: FileMetaData): GroupRange[] {
  let start = 0
  return groups.map(({ num_rows: rows }) => {
    const end = start + Number(rows)
    const range = { start, end }
    start = end
    return range
  })
}

type GroupReading = Parameters<typeof parquetReadObjects>[0] & { readonly rowStart: number; readonly rowEnd: number }

async function readGroup(file: string, reading: GroupReading): Promise<Record<string, unknown>[]> {
  try {
    return await parquetReadObjects({ ...reading, compressors: decompressors, parsers: { stringFromBytes } })
  } catch (cause) {
    const place = `${file}: rows ${reading.rowStart + 1} to ${reading.rowEnd}`
    throw refused(place, 'the bytes must be what the file says of them', cause)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Texts keep a byte-order mark at their beginning, as in JSON; bytes that are not UTF-8 are no text. */
function stringFromBytes(bytes: Uint8Array | undefined): string | undefined {
  return bytes && utf8.decode(bytes)
}

function refused(place: string, rule: string, cause: unknown): SyntaxError {
  const got = cause instanceof Error ? cause.message : String(cause)
  return new SyntaxError(`parquetRows: ${place}: ${rule}; got: ${got}. Fetch the file again.`, { cause })
}

function noneWanted(file: string, columns: readonly string[], there: readonly string[]): TypeError {
  const got = there.join(', ') || 'none'
  return new TypeError(
    `parquetRows: ${file}: a column must be one of ${columns.join(', ')}; got ${got}. Check that it is the right table.`,
  )
}
