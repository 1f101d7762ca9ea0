import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { gunzip, gzip } from 'node:zlib'
import { bytesHash } from '../hash.ts'
import type { PortableExperiment } from './results-folder-portable.ts'

// A file is a line of JSON, what decides the result and the sha-256 of the rest, and the gzipped structured clone of the
// result, which keeps every bit of its numbers, NaN and infinities included.

/** Writes a result whole or not at all. */
export async function writeResult(file: string, identity: string, content: PortableExperiment): Promise<void> {
  const body = await promisify(gzip)(serialize(content))
  const temporary = `${file}.${randomUUID()}.tmp`
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(temporary, Buffer.concat([Buffer.from(headOf(body, identity)), body]))
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** The result of a file; null where there is none, or one that is damaged, which `onWarning` is told. */
export async function readResult(
  file: string,
  identity: string,
  onWarning?: (warning: string) => void,
): Promise<PortableExperiment | null> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (bytes === null) return null
  const body = verifiedBody(bytes, identity)
  if (body) return deserialize(await promisify(gunzip)(body)) as PortableExperiment
  onWarning?.(`${file} is damaged: its result is computed anew.`)
  return null
}

function verifiedBody(bytes: Buffer, identity: string): Buffer | null {
  const start = bytes.indexOf('\n') + 1
  const body = bytes.subarray(start)
  return bytes.toString('utf8', 0, start) === headOf(body, identity) ? body : null
}

function headOf(body: Buffer, identity: string): string {
  return `{"sha256":"${bytesHash(body)}","identity":${identity}}\n`
}
