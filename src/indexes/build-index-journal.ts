import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '../hash.ts'
import { parseJson } from '../json.ts'
import type { Json } from '../retrieval.ts'

/** What must be the same when a build goes on: else one index would hold vectors that cannot be compared. */
export interface BuildIdentity {
  readonly [key: string]: Json
}

/** How far a build has come. */
export interface BuildJournal {
  /** Documents from the start of the stream that an earlier build had added; undefined where this is the first. */
  readonly reached: number | undefined
  /** Writes down how many it has added now. Kept on disk before it returns. */
  added(documents: number): Promise<void>
  close(): Promise<void>
}

/** For a build that nobody wants to go on with. */
export const noJournal: BuildJournal = { reached: undefined, added: async () => {}, close: async () => {} }

/**
 * `build.jsonl`: the build's identity, then a line after each batch: the number of documents that are in. It is only
 * appended to; a last line without its end was being written when the process died, and does not count.
 *
 * @throws {RangeError} a journal of another build
 * @throws {SyntaxError} one that is damaged
 */
export async function openJournal(folder: string, identity: BuildIdentity): Promise<BuildJournal> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'build.jsonl')
  const { reached, bytes } = await readJournal(path, identity)
  const file = await open(path, bytes === 0 ? 'w' : 'r+')
  let end = bytes
  const write = async (line: Json): Promise<void> => {
    const text = Buffer.from(`${JSON.stringify(line)}\n`)
    await file.write(text, 0, text.length, end)
    await file.datasync()
    end += text.length
  }
  try {
    await file.truncate(bytes)
    if (bytes === 0) await write(identity)
  } catch (error) {
    await file.close()
    throw error
  }
  return { reached, added: write, close: () => file.close() }
}

interface Read {
  readonly reached: number | undefined
  /** Of whole lines; 0 where not even the first is whole. */
  readonly bytes: number
}

async function readJournal(path: string, identity: BuildIdentity): Promise<Read> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return Buffer.alloc(0)
  })
  const bytes = content.lastIndexOf(10) + 1
  if (bytes === 0) return { reached: undefined, bytes }
  const [first = '', ...lines] = content.toString('utf8', 0, bytes).split('\n').slice(0, -1)
  verifyIdentity(parseJson(first, path), identity, path)
  const last = lines.at(-1)
  return { reached: last === undefined ? 0 : countOf(last, `${path}:${lines.length + 1}`), bytes }
}

function countOf(line: string, place: string): number {
  const count = parseJson(line, place)
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count
  throw new SyntaxError(
    `${place}: a build's journal must hold a number of documents; got ${line.slice(0, 40)}. Remove it, empty the index and build again.`,
  )
}

function verifyIdentity(found: Json, wanted: BuildIdentity, path: string): void {
  const had = typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as BuildIdentity) : {}
  const shown = (value: Json | undefined): string => (value === undefined ? 'nothing' : canonicalJson(value))
  const key = Object.keys(wanted).find((each) => shown(had[each]) !== shown(wanted[each]))
  if (key === undefined) return
  throw new RangeError(
    `buildIndex: ${path}:1: the journal must be of a build with the ${key} ${shown(wanted[key])}; got ${shown(had[key])}. Give another folder and an empty index.`,
  )
}
