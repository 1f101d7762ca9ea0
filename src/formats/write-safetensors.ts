import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A tensor to write: F32, I32 or U8 by the kind of its array. */
export interface TensorToWrite {
  readonly shape: readonly number[]
  /** Row-major; as many numbers as the shape says. */
  readonly data: Float32Array | Int32Array | Uint8Array
}

/**
 * Writes a safetensors file, to a neighbour that is renamed at the end: a reader finds the old file or the new one, whole.
 * Equal tensors and metadata give equal bytes, whatever order they come in: wide types first, so that every tensor is
 * aligned, then by name.
 *
 * @param metadata texts for `__metadata__`, as `{ format: 'pt' }`
 * @throws {RangeError} data that are not as long as the shape says, or a name that no file can hold
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const [name, tensor] of tensors) requireWritable(name, tensor)
  const ordered = [...tensors].sort(([a, { data: x }], [b, { data: y }]) => width(y) - width(x) || order(a, b))
  const temporary = `${path}.${randomUUID()}.tmp`
  await mkdir(dirname(path), { recursive: true })
  try {
    const pieces = [header(ordered, metadata), ...ordered.map(([, { data }]) => data)]
    await writeAll(temporary, pieces)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function writeAll(file: string, pieces: readonly TensorToWrite['data'][]): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    for (const { buffer, byteOffset, byteLength } of pieces) {
      await write(handle, new Uint8Array(buffer, byteOffset, byteLength))
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Length and JSON, padded with blanks so that the tensors begin at a multiple of 8. */
function header(
  tensors: readonly (readonly [string, TensorToWrite])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const texts = Object.entries(metadata).sort(([a], [b]) => order(a, b))
  // Joined by hand: an object would put keys that look like integers before the others.
  const entries =
    texts.length > 0 ? [`"__metadata__":{${texts.map(([k, v]) => `${quoted(k)}:${quoted(v)}`).join()}}`] : []
  let end = 0
  for (const [name, { shape, data }] of tensors) {
    const start = end
    end += data.byteLength
    entries.push(
      `${quoted(name)}:{"dtype":"${typeName(data)}","shape":[${shape.join()}],"data_offsets":[${start},${end}]}`,
    )
  }
  const json = Buffer.from(`{${entries.join()}}`)
  const bytes = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ')
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8))
  json.copy(bytes, 8)
  return bytes
}

/** One call of the system writes at most 2 GiB. */
async function write(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(bytes.length - done, 2 ** 30))
    done += bytesWritten
  }
}

function requireWritable(name: string, { shape, data }: TensorToWrite): void {
  if (name === '__metadata__' || !name.isWellFormed()) {
    throw new RangeError(
      `writeSafetensors: a tensor's name must be well-formed Unicode and not __metadata__; got ${JSON.stringify(name)}. Rename it.`,
    )
  }
  const length = shape.reduce((product, count) => product * count, 1)
  if (length !== data.length || !shape.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(
      `writeSafetensors: tensor ${JSON.stringify(name)}: data must be as long as the shape says; got ${data.length} numbers for [${shape.join(', ')}]. Give both alike.`,
    )
  }
}

function typeName(data: TensorToWrite['data']): 'F32' | 'I32' | 'U8' {
  if (data instanceof Float32Array) return 'F32'
  return data instanceof Int32Array ? 'I32' : 'U8'
}

function width({ BYTES_PER_ELEMENT }: TensorToWrite['data']): number {
  return BYTES_PER_ELEMENT
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
