import { realpath } from 'node:fs/promises'
import { malformed, type ReadBytes, withFile } from './safetensors-bytes.ts'
import { safetensorsHeader, type TensorEntry } from './safetensors-header.ts'

/** A safetensors file whose header was read and checked: where its tensors lie, none of their values. */
export interface Safetensors {
  /** Path of the file, links followed. */
  readonly file: string
  /** By name, in the order of their bytes. */
  readonly places: ReadonlyMap<string, SafetensorsPlace>
  /** `__metadata__`; empty where there is none. */
  readonly metadata: ReadonlyMap<string, string>
}

/** A tensor on disk. Its `end − start` bytes are what type and shape say, and lie in the file. */
export interface SafetensorsPlace extends TensorEntry {
  /** Path of the file, links followed. */
  readonly file: string
}

/** As in the format's reference implementation: a longer header is damage or malice. */
const longestHeader = 100_000_000

/** A clone without Git LFS has such texts for its large files. */
const lfsPointer = Buffer.from('version ')

/**
 * Opens a safetensors file by its header, which is checked against the file's size before anything is allocated by it.
 *
 * @throws {SyntaxError} the file is damaged or no safetensors; the message says where
 */
export async function openSafetensors(path: string): Promise<Safetensors> {
  const file = await realpath(path)
  return withFile(file, async (read, size) => {
    const length = await headerLength(read, { file: path, size })
    const bytes = new Uint8Array(length)
    await read(bytes, 8)
    const { tensors, metadata } = safetensorsHeader(utf8(bytes, path), { file: path, from: 8 + length, to: size })
    return { file, metadata, places: new Map(tensors.map((tensor) => [tensor.name, { ...tensor, file }])) }
  })
}

async function headerLength(read: ReadBytes, { file, size }: { file: string; size: number }): Promise<number> {
  if (size < 8) throw malformed(file, 'the file must begin with the 8 bytes of a header length', `${size} bytes in all`)
  const start = Buffer.alloc(8)
  await read(start, 0)
  const length = start.readBigUInt64LE()
  const room = Math.min(size - 8, longestHeader)
  if (length < 2n || length > BigInt(room)) {
    const rule = `the first 8 bytes must be the header's length, from 2 to ${room} in a file of ${size} bytes`
    throw malformed(
      file,
      rule,
      start.equals(lfsPointer) ? 'a pointer, left by Git LFS in place of the file' : String(length),
    )
  }
  return Number(length)
}

function utf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw malformed(file, 'the header must be UTF-8', 'bytes that are not')
  }
}
