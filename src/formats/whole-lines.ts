import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { newline } from './fields.ts'

export interface WholeLinesOptions {
  readonly signal?: AbortSignal
  /** How much is read at once. @default 1 MiB */
  readonly chunkBytes?: number
}

/** No id or score is this long; a file that has such a line is of another kind, and would fill the memory. */
const longestLine = 2 ** 24

/**
 * A text file in pieces of whole lines: each ends with a line feed, which the last one is given where the file lacks it.
 * Gzip is unpacked wherever the content begins like it, whatever the file is called. Memory is bounded by a few chunks.
 *
 * @throws {Error} the file does not exist, cannot be read, or is gzip that breaks off
 * @throws {SyntaxError} no line, a byte-order mark, or a line of more than 16 MiB
 */
export async function* wholeLines(file: string, options: WholeLinesOptions = {}): AsyncGenerator<Buffer, void> {
  let rest: Buffer[] = []
  let restBytes = 0
  let first = true
  for await (const chunk of content(file, options)) {
    const end = chunk.lastIndexOf(newline) + 1
    const tail = chunk.subarray(end)
    if (end > 0) {
      const lines = Buffer.concat([...rest, chunk.subarray(0, end)])
      if (first) refuseMark(file, lines)
      first = false
      yield lines
      rest = []
      restBytes = 0
    }
    rest.push(tail)
    restBytes += tail.length
    if (restBytes > longestLine)
      throw new SyntaxError(`${file}: a line must be shorter than 16 MiB. Is it another file?`)
  }
  if (restBytes > 0) {
    const line = Buffer.concat([...rest, Buffer.of(newline)])
    if (first) refuseMark(file, line)
    yield line
  } else if (first) {
    throw new SyntaxError(`${file}:1: the file must hold at least one line; it is empty. Write it again.`)
  }
}

async function* content(file: string, { signal, chunkBytes = 2 ** 20 }: WholeLinesOptions): AsyncGenerator<Buffer> {
  try {
    const source = createReadStream(file, { highWaterMark: chunkBytes, ...(signal && { signal }) })
    const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    const { value: first } = await chunks.next()
    const all = startingWith(first as Buffer | undefined, chunks)
    yield* first?.[0] === 0x1f && (first[1] ?? 0x8b) === 0x8b ? unpacked(all, chunkBytes) : all
  } catch (cause) {
    signal?.throwIfAborted()
    throw explained(file, cause as NodeJS.ErrnoException)
  }
}

async function* startingWith(first: Buffer | undefined, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first) yield first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

async function* unpacked(packed: AsyncIterable<Buffer>, chunkBytes: number): AsyncGenerator<Buffer> {
  const source = Readable.from(packed, { objectMode: false })
  const gunzip = createGunzip({ chunkSize: Math.max(64, chunkBytes) })
  source.on('error', (error) => gunzip.destroy(error))
  try {
    yield* source.pipe(gunzip) as AsyncIterable<Buffer>
  } finally {
    source.destroy()
  }
}

/** A mark would become part of the first query's id, which then matches nothing. */
function refuseMark(file: string, { 0: a, 1: b, 2: c }: Buffer): void {
  const mark = (a === 0xef && b === 0xbb && c === 0xbf) || (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)
  if (!mark) return
  throw new SyntaxError(`${file}:1: the file must be UTF-8 without a byte-order mark; got one. Save it as plain UTF-8.`)
}

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'the file must exist; it does not. Check the path',
  EISDIR: 'a file is needed; got a folder. Name the file in it',
  EACCES: 'the file must be readable; permission is denied. Change its mode or owner',
  Z_BUF_ERROR: 'the gzip data must be whole; they break off. Fetch or pack the file again',
  Z_DATA_ERROR: 'the gzip data must be sound; they are damaged. Fetch or pack the file again',
}

function explained(file: string, cause: NodeJS.ErrnoException): Error {
  const explanation = explanations[cause.code ?? '']
  return explanation ? new Error(`${file}: ${explanation}.`, { cause }) : cause
}
