import { DownloadError } from './download-error.ts'
import {
  type HubLock,
  type PinnedCommit,
  type PinnedFile,
  type PinnedRepository,
  readHubLock,
  writeHubLock,
} from './hub-lock-file.ts'
import { isCommit } from './hub-place.ts'

/** What a lock file says of a reference. */
export interface Pin extends PinnedCommit {
  readonly commit: string
}

/**
 * The commit that a reference names by the lock file; undefined where it says nothing of it.
 *
 * @param key the repository, as the lock file has it
 * @throws {RangeError} no revision is given, and the lock file has none or several to choose from
 */
export function pinOf(lock: HubLock, key: string, revision: string | undefined): Pin | undefined {
  const pinned = lock.get(key)
  const commit =
    revision === undefined ? onlyCommit(pinned, key) : isCommit(revision) ? revision : pinned?.revisions.get(revision)
  const files = commit === undefined ? undefined : pinned?.commits.get(commit)
  return commit === undefined || files === undefined ? undefined : { commit, ...files }
}

function onlyCommit(pinned: PinnedRepository | undefined, key: string): string {
  const [commit, ...others] = pinned?.commits.keys() ?? []
  if (commit !== undefined && others.length === 0) return commit
  const name = key.replace(/^datasets\//, '')
  const got = commit === undefined ? 'none, and no such folder' : `${others.length + 1} in the lock file`
  throw new RangeError(
    `hubFolder: ${key}: a revision must be given, unless the lock file has one; got ${got}. Write ${name}@main or, for good, ${name}@COMMIT.`,
  )
}

/**
 * Adds to a lock file what was seen of a commit. Whoever calls it lets no one else write the file meanwhile.
 *
 * @throws {DownloadError} the file pins something else already
 */
export async function addPin(
  file: string,
  key: string,
  { revision, ...pin }: Pin & { readonly revision: string },
): Promise<void> {
  const lock = await readHubLock(file)
  const before = lock.get(key)
  const seen = before?.commits.get(pin.commit)
  const files = new Map([...(seen?.files ?? []), ...pin.files])
  for (const [path, pinned] of seen?.files ?? [])
    requireSame(pinned, files.get(path) as PinnedFile, `${key}@${pin.commit}: ${path}`)
  const leftOut = new Set([...pin.leftOut].filter((path) => !files.has(path)))
  const revisions = new Map(before?.revisions)
  if (!isCommit(revision)) revisions.set(revision, pin.commit)
  const commits = new Map(before?.commits).set(pin.commit, { files, leftOut })
  writeHubLock(file, new Map(lock).set(key, { revisions, commits }))
}

function requireSame(pinned: PinnedFile, found: PinnedFile, name: string): void {
  if (pinned.sha256 === found.sha256 && pinned.size === found.size) return
  throw new DownloadError(
    `hubFolder: ${name}: sha-256 must be ${pinned.sha256}, as the lock file says; got ${found.sha256}. Do not trust this source.`,
  )
}
