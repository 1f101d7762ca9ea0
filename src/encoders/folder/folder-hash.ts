import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { relative } from 'node:path'

/**
 * sha-256 in hexadecimal of the files that decide a model's vectors: each file's path in the folder, its length and its
 * bytes, in the order given. A file that is not there leaves no trace.
 */
export async function folderHash(folder: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files.filter((path) => existsSync(path))) {
    const { size } = await stat(file)
    hash.update(`${relative(folder, file).replaceAll('\\', '/')}\u0000${size}\u0000`)
    for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(piece as Buffer)
  }
  return hash.digest('hex')
}
