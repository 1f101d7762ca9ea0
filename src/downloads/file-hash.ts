import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/** sha-256 in hexadecimal of a file's bytes. */
export function fileSha256(file: string): Promise<string> {
  return streamed(file, createHash('sha256'))
}

/** The name that git gives a file's content, in hexadecimal: sha-1 of `blob`, the length in bytes, a zero, the bytes. */
export async function gitBlobHash(file: string): Promise<string> {
  const { size } = await stat(file)
  return streamed(file, createHash('sha1').update(`blob ${size}\u0000`))
}

async function streamed(file: string, hash: ReturnType<typeof createHash>): Promise<string> {
  for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}
