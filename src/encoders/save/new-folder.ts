import { randomUUID } from 'node:crypto'
import { mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { version } from '../../version.ts'

/** By this file a folder is known as one that this package wrote, and may write again. */
const marker = 'vitest_retrieval.json'

/**
 * A folder that appears whole or not at all: it is filled under another name beside its place, then renamed.
 *
 * @returns its path, links followed
 * @throws {RangeError} the place is taken by something that was not written by this function
 */
export async function newFolder(path: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const target = resolve(path)
  await requireFree(target)
  const beside = join(dirname(target), `.${basename(target)}-${randomUUID()}`)
  await mkdir(beside, { recursive: true })
  try {
    await fill(beside)
    await writeJson(join(beside, marker), { package: 'vitest-retrieval', version })
    await replace(target, beside)
  } catch (error) {
    await rm(beside, { recursive: true, force: true })
    throw error
  }
  return realpath(target)
}

/** A JSON file as Python's ecosystem indents them. Makes the folders that it lies in. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
}

async function requireFree(target: string): Promise<void> {
  const entries = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[]
    if (error.code === 'ENOTDIR') throw taken(target, 'a file')
    throw error
  })
  if (entries.length > 0 && !entries.includes(marker)) throw taken(target, 'a folder with other files')
}

function taken(target: string, what: string): RangeError {
  return new RangeError(
    `saveEncoder: the folder must be new, empty, or one that saveEncoder wrote; got ${JSON.stringify(target)}, ${what}. Choose another, or remove it.`,
  )
}

/** No system renames onto a folder with files in it: the old one steps aside first. */
async function replace(target: string, by: string): Promise<void> {
  const aside = `${by}-old`
  const was = await rename(target, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
  try {
    await rename(by, target)
  } catch (error) {
    if (was) await rename(aside, target)
    throw error
  }
  await rm(aside, { recursive: true, force: true })
}
