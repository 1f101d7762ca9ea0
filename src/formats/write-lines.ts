import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** Writes a text piece by piece, gzipped where the name ends in `.gz`, to a neighbour of the file that is renamed at the end. */
export async function writeLines(file: string, text: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  await mkdir(dirname(file), { recursive: true })
  const source = Readable.from(text, { objectMode: false })
  try {
    const target = createWriteStream(temporary)
    await (file.endsWith('.gz') ? pipeline(source, createGzip(), target) : pipeline(source, target))
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
