import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What came of a file so far, in `FILE.part`; beside it, in `FILE.part.json`, which content it is a part of. */
export interface PartFile {
  readonly file: string
  /** Bytes that came. */
  readonly length: number
  /** The server's name for the content, a strong ETag; undefined where it gave none. */
  readonly etag: string | undefined
  /** Whether the bytes came in more than one answer. */
  readonly pieced: boolean
  /** Throws away what came; what follows is of this content. */
  restart(etag: string | undefined): Promise<void>
  /** What follows comes from another answer. */
  resume(): void
  append(bytes: Uint8Array): Promise<void>
  /** sha-256 of what came. */
  sha256(): string
  /** Gives the bytes their final name, for good. */
  become(file: string): Promise<void>
  remove(): Promise<void>
  close(): Promise<void>
}

interface Origin {
  readonly url: string
  readonly etag?: string
}

/**
 * Opens what an earlier process left of a file. It is thrown away where nothing could tell whether it belongs to the same
 * content: no hash that the whole must have, and another address or no ETag.
 *
 * @param hashKnown whether the whole is checked against a hash at the end
 */
export async function openPart(
  target: string,
  { url, hashKnown }: { readonly url: string; readonly hashKnown: boolean },
): Promise<PartFile> {
  const file = `${target}.part`
  await mkdir(dirname(target), { recursive: true })
  const origin = await readOrigin(file)
  const same = origin?.url === url
  let etag = same ? origin.etag : undefined
  if (!hashKnown && etag === undefined) await rm(file, { force: true })
  let handle: FileHandle | undefined = await open(file, 'a')
  let { hash, length } = await hashed(file)
  let pieced = length > 0

  async function close(): Promise<void> {
    const closing = handle
    handle = undefined
    await closing?.close()
  }

  return {
    file,
    get length() {
      return length
    },
    get etag() {
      return etag
    },
    get pieced() {
      return pieced
    },
    async restart(next) {
      // First the old bytes go, then the new name comes: a process that dies in between leaves an empty part.
      await handle?.truncate(0)
      ;({ hash, length } = { hash: createHash('sha256'), length: 0 })
      pieced = false
      etag = next
      await writeOrigin(file, { url, ...(next !== undefined && { etag: next }) })
    },
    resume() {
      pieced = true
    },
    async append(bytes) {
      await handle?.appendFile(bytes)
      hash.update(bytes)
      length += bytes.length
    },
    sha256: () => hash.copy().digest('hex'),
    async become(final) {
      await handle?.sync()
      await close()
      await rename(file, final)
      await rm(`${file}.json`, { force: true })
    },
    async remove() {
      await close()
      await Promise.all([rm(file, { force: true }), rm(`${file}.json`, { force: true })])
    },
    close,
  }
}

async function hashed(file: string): Promise<{ hash: Hash; length: number }> {
  const hash = createHash('sha256')
  let length = 0
  for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) {
    hash.update(piece as Buffer)
    length += (piece as Buffer).length
  }
  return { hash, length }
}

async function readOrigin(file: string): Promise<Origin | undefined> {
  const text = await readFile(`${file}.json`, 'utf8').catch(() => undefined)
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Origin)
  } catch {
    // Half-written: the same as none.
    return undefined
  }
}

async function writeOrigin(file: string, origin: Origin): Promise<void> {
  await writeFile(`${file}.json.tmp`, JSON.stringify(origin))
  await rename(`${file}.json.tmp`, `${file}.json`)
}
