import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * The one file of a name that is there, plain or gzipped.
 *
 * @param from what the message begins with
 * @throws {Error} neither is there, or the folder cannot be read: names what is there instead
 * @throws {RangeError} both are there, and may differ
 */
export async function plainOrGzipped(from: string, file: string): Promise<string> {
  const [folder, name] = [dirname(file), basename(file)]
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new Error(`${from}: ${folder} must be a folder one can read. Check the path.`, { cause })
  })
  const found = entries.filter((entry) => entry === name || entry === `${name}.gz`)
  if (found.length === 1) return join(folder, found[0]!)
  if (found.length === 0) {
    const there = entries.sort().slice(0, 20).join(', ') || 'nothing'
    throw new Error(`${from}: ${file} or ${file}.gz must be there; got ${there}. Check the folder and the split.`)
  }
  throw new RangeError(`${from}: ${file} must be there once; got it plain and gzipped. Remove one.`)
}
