import { readFile } from 'node:fs/promises'
import { writeAtomically } from '../gate/write-atomically.ts'
import { parseJson } from '../json.ts'
import type { Json } from '../retrieval.ts'
import { requireInside } from './hub-place.ts'

export interface PinnedFile {
  readonly sha256: string
  readonly size: number
}

/** What was seen of a commit. */
export interface PinnedCommit {
  /** Path → what the file was when it was first fetched. */
  readonly files: ReadonlyMap<string, PinnedFile>
  /** Paths of the commit that were not wanted. */
  readonly leftOut: ReadonlySet<string>
}

export interface PinnedRepository {
  /** Branch or tag → the commit that it was at. */
  readonly revisions: ReadonlyMap<string, string>
  readonly commits: ReadonlyMap<string, PinnedCommit>
}

/** Repository, a data set's with `datasets/` before it → what is pinned of it. */
export type HubLock = ReadonlyMap<string, PinnedRepository>

/**
 * Reads a lock file; one that is not there pins nothing.
 *
 * @throws {RangeError} it is none of ours, or was changed by hand into something that is none
 * @throws {SyntaxError} it is no JSON
 */
export async function readHubLock(file: string): Promise<HubLock> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return new Map()
  const root = parseJson(text, file)
  const { version, repositories } = object(root, file, 'the file')
  if (version !== 1) throw refused(file, 'version', '1', version)
  return mapOf(repositories, file, 'repositories', (value, name) => pinnedRepository(value, file, name))
}

function pinnedRepository(value: Json, file: string, name: string): PinnedRepository {
  const { revisions, commits } = object(value, file, name)
  const pinned = mapOf(commits, file, `commits of ${name}`, (commit, sha) =>
    pinnedCommit(commit, file, hex(sha, file, sha, 40)),
  )
  return {
    commits: pinned,
    revisions: mapOf(revisions, file, `revisions of ${name}`, (commit, revision) => {
      if (typeof commit === 'string' && pinned.has(commit)) return commit
      throw refused(file, `${name}@${revision}`, 'one of its commits', commit)
    }),
  }
}

function pinnedCommit(value: Json, file: string, name: string): PinnedCommit {
  const { files, leftOut } = object(value, file, name)
  if (!Array.isArray(leftOut)) throw refused(file, `leftOut of ${name}`, 'a list of paths', leftOut)
  return {
    files: mapOf(files, file, `files of ${name}`, (entry, path) => {
      const { sha256, size } = object(entry, file, requireInside(path, file))
      if (!Number.isSafeInteger(size)) throw refused(file, `size of ${path}`, 'a number of bytes', size)
      return { sha256: hex(sha256, file, `sha256 of ${path}`, 64), size: size as number }
    }),
    leftOut: new Set(leftOut.map(String)),
  }
}

/** Writes a lock file whole, sorted, so that equal pins give equal bytes and a difference reads well. */
export function writeHubLock(file: string, lock: HubLock): void {
  const repositories = sorted(lock, ({ revisions, commits }) => ({
    revisions: sorted(revisions, (commit) => commit),
    commits: sorted(commits, ({ files, leftOut }) => ({
      files: sorted(files, ({ sha256, size }) => ({ sha256, size })),
      leftOut: [...leftOut].sort(),
    })),
  }))
  writeAtomically(file, `${JSON.stringify({ version: 1, repositories }, null, 2)}\n`)
}

function sorted<T>(map: ReadonlyMap<string, T>, each: (value: T) => Json): Json {
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, value]) => [key, each(value)]))
}

function mapOf<T>(
  value: Json | undefined,
  file: string,
  name: string,
  each: (value: Json, key: string) => T,
): ReadonlyMap<string, T> {
  return new Map(Object.entries(object(value, file, name)).map(([key, inner]) => [key, each(inner as Json, key)]))
}

function object(value: Json | undefined, file: string, name: string): { readonly [key: string]: Json | undefined } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as { [key: string]: Json }
  throw refused(file, name, 'an object', value)
}

function hex(value: Json | undefined, file: string, name: string, digits: number): string {
  if (typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value)) return value
  throw refused(file, name, `${digits} hexadecimal digits`, value)
}

function refused(file: string, name: string, must: string, got: Json | undefined): RangeError {
  return new RangeError(
    `readHubLock: ${file}: ${name} must be ${must}; got ${JSON.stringify(got)?.slice(0, 80) ?? 'nothing'}. Take the file back from version control.`,
  )
}
