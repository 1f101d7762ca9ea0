import { join } from 'node:path'
import { DownloadError } from './download-error.ts'
import { requireWeights } from './encoder-files.ts'
import type { ExpectedContent } from './expected-content.ts'
import type { FetchedFile } from './fetch-file.ts'
import { fetchFiles } from './fetch-files.ts'
import { withLock } from './file-lock.ts'
import { commitOf, hubFiles } from './hub-api.ts'
import { type PinnedFile, readHubLock } from './hub-lock-file.ts'
import { addPin, type Pin, pinOf } from './hub-pins.ts'
import { fileUrl, isCommit } from './hub-place.ts'
import { folderPath, type HubFolderOptions, type HubTask, hubTask, lockOf } from './hub-task.ts'
import { isOffline } from './offline.ts'
import { transferRate } from './transfer-rate.ts'

/** Files of one commit of a repository. */
export interface HubFolder {
  /** The folder they lie in. */
  readonly path: string
  readonly repository: string
  readonly commit: string
  /** Path in the repository → sha-256 and size, sorted. */
  readonly files: ReadonlyMap<string, PinnedFile>
}

/**
 * The files of `org/name@revision` in the cache. The first time, the revision is resolved to a commit, and the files are
 * verified by the hub's own records (sha-256, or git's hash of small ones) and written to the lock file. From then on they
 * are verified by the lock file alone: neither a branch that moved nor a file that changed is taken. Offline, the files
 * must be in the cache.
 *
 * @param reference without a revision, the lock file must have exactly one commit of it
 * @throws {DownloadError} the network, the hub, or a file that is not what it must be; the message says what to do
 * @throws {RangeError} no such reference; no revision; a damaged lock file
 */
export async function hubFolder(reference: string, options: HubFolderOptions = {}): Promise<HubFolder> {
  const task = hubTask(reference, options)
  const { say } = transferRate(options.onProgress)
  const pin = await wholePin(task)
  if (pin) return fetchPinned(task, pin)
  if (isOffline(options.offline)) {
    throw new DownloadError(
      `hubFolder: ${reference}: ${task.lockFile} must pin it, as nothing is fetched offline; got no such entry. Run it once with a network, without VITEST_RETRIEVAL_OFFLINE, and commit the lock file.`,
    )
  }
  // Two processes that meet a reference for the first time must agree on its commit.
  return withLock(
    lockOf(task, reference),
    async () => {
      const since = await wholePin(task)
      return since ? fetchPinned(task, since) : fetchFirst(task)
    },
    { ...(options.signal && { signal: options.signal }), onWait: () => say('another process fetches it') },
  )
}

/** What is pinned of a reference, if nothing that is wanted was left out then. */
async function wholePin({ lockFile, key, reference, wanted }: HubTask): Promise<Pin | undefined> {
  const pin = pinOf(await readHubLock(lockFile), key, reference.revision)
  if (pin === undefined) return undefined
  const all = allPaths(pin)
  return [...pin.leftOut].some((path) => wanted(path, all)) ? undefined : pin
}

/** Every path of the commit. */
function allPaths({ files, leftOut }: Pin): readonly string[] {
  return [...files.keys(), ...leftOut].sort()
}

async function fetchPinned(task: HubTask, pin: Pin): Promise<HubFolder> {
  const all = allPaths(pin)
  const files = [...pin.files].filter(([path]) => task.wanted(path, all))
  await fetchAll(task, pin.commit, files)
  return folderOf(task, pin.commit, new Map(files))
}

async function fetchFirst(task: HubTask): Promise<HubFolder> {
  const { repository, reference, options, endpoint, key, wanted } = task
  const before = pinOf(await readHubLock(task.lockFile), key, reference.revision)
  const revision = reference.revision ?? (before as Pin).commit
  const settings = { ...options, endpoint }
  const commit = before?.commit ?? (isCommit(revision) ? revision : await commitOf(repository, revision, settings))
  const there = await hubFiles(repository, commit, settings)
  const all = there.map(({ path }) => path).sort()
  requireChoice(task, all)
  const chosen = there
    .filter(({ path }) => wanted(path, all))
    .map((file) => [file.path, before?.files.get(file.path) ?? file] as const)
  const fetched = await fetchAll(task, commit, chosen)
  const files = new Map(chosen.map(([path], index) => [path, pinned(fetched[index] as FetchedFile)]))
  const leftOut = new Set(all.filter((path) => !files.has(path)))
  await withLock(lockOf(task), () => addPin(task.lockFile, key, { revision, commit, files, leftOut }))
  return folderOf(task, commit, files)
}

function requireChoice({ reference, options, wanted }: HubTask, paths: readonly string[]): void {
  const name = `${reference.repository}@${reference.revision ?? ''}`
  if (options.files === undefined) requireWeights(paths, name)
  if (paths.some((path) => wanted(path, paths))) return
  throw new DownloadError(
    `hubFolder: ${name}: at least one file must be wanted; got none of ${paths.slice(0, 8).join(', ') || 'no files'}. Check the filter in files.`,
  )
}

function fetchAll(
  task: HubTask,
  commit: string,
  files: readonly (readonly [string, ExpectedContent])[],
): Promise<readonly FetchedFile[]> {
  const { endpoint, repository, options } = task
  const folder = folderPath(task, commit)
  const wanted = files.map(([path, { sha256, size, gitBlob }]) => ({
    url: fileUrl(endpoint, repository, { commit, path }),
    to: join(folder, ...path.split('/')),
    ...(sha256 !== undefined && { sha256 }),
    ...(size !== undefined && { size }),
    ...(gitBlob !== undefined && { gitBlob }),
  }))
  return fetchFiles(wanted, options)
}

function folderOf(task: HubTask, commit: string, files: ReadonlyMap<string, PinnedFile>): HubFolder {
  const order = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  return { path: folderPath(task, commit), repository: task.repository.name, commit, files: new Map(order) }
}

function pinned({ sha256, size }: FetchedFile): PinnedFile {
  return { sha256, size }
}
