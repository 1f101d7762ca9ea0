import { join, resolve } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'
import { sha256 } from '../hash.ts'
import { encoderFiles } from './encoder-files.ts'
import type { FetchOptions } from './fetch-file.ts'
import { type HubPlace, type HubRepository, hubPlace } from './hub-place.ts'
import { type HubReference, hubReference } from './hub-reference.ts'

export interface HubFolderOptions extends FetchOptions, HubPlace {
  readonly kind?: HubRepository['kind']
  /** Which paths of the repository, of all that it has. @default what an encoder needs */
  readonly files?: (path: string, all: readonly string[]) => boolean
  /** Where hashes are kept from the first download on; commit it. @default retrieval.lock.json in the working directory */
  readonly lockFile?: string
  /** @default `vitest-retrieval` in the platform's folder for caches */
  readonly cache?: string
  /** Most files that are fetched at the same time. @default 4 */
  readonly atOnce?: number
}

/** What a call of `hubFolder` asks for, with all that it left open. */
export interface HubTask {
  readonly reference: HubReference
  readonly repository: HubRepository
  /** The repository as the lock file has it. */
  readonly key: string
  readonly lockFile: string
  readonly cache: string
  readonly endpoint: string
  readonly options: HubFolderOptions
  readonly wanted: (path: string, all: readonly string[]) => boolean
}

/** @throws {RangeError} no such reference, or an endpoint that is none */
export function hubTask(text: string, options: HubFolderOptions): HubTask {
  const reference = hubReference(text, { folderExists: false })
  if (reference === undefined) {
    throw new RangeError(`hubFolder: a reference must read org/name@revision; got ${JSON.stringify(text)}.`)
  }
  const { kind = 'model', lockFile = 'retrieval.lock.json', cache = cacheFolder(), files = encoderFiles } = options
  const { endpoint, token } = hubPlace(options)
  const { token: _, ...others } = options
  return {
    reference,
    repository: { kind, name: reference.repository },
    key: kind === 'dataset' ? `datasets/${reference.repository}` : reference.repository,
    lockFile: resolve(lockFile),
    cache,
    endpoint,
    options: { ...others, ...(token !== undefined && { token }) },
    wanted: files,
  }
}

/** Where the files of a commit lie. */
export function folderPath({ cache, key }: HubTask, commit: string): string {
  return join(cache, 'hub', ...key.split('/'), commit)
}

/** The lock for a reference, or for the lock file itself: in the cache, so that a user's folders stay free of them. */
export function lockOf({ cache, lockFile, key }: HubTask, reference = ''): string {
  return join(cache, 'hub', ...key.split('/'), `${sha256(lockFile, reference).slice(0, 16)}.lock`)
}
