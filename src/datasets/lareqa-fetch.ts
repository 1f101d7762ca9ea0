import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'
import { shownDownload } from '../downloads/download-line.ts'
import type { FetchOptions } from '../downloads/fetch-file.ts'
import { fetchFiles } from '../downloads/fetch-files.ts'
import type { Language } from '../retrieval.ts'
import type { LareqaEdition } from './lareqa-files.ts'

/** How files are fetched where no folder is given. */
export interface LareqaFetchOptions extends Omit<FetchOptions, 'token'> {
  /**
   * An address that stands before `xquad-r/ar.json`. @default VITEST_RETRIEVAL_LAREQA, else the repository on GitHub at the
   * commit of the edition
   */
  readonly mirror?: string
  /** @default `vitest-retrieval` in the platform's folder for caches */
  readonly cache?: string
}

/**
 * The folder in the cache with the files of some languages, as they were published to the byte: fetched where they are not
 * there.
 *
 * @throws {DownloadError} a file could not be fetched, or is another; offline, it is not there
 * @throws {RangeError} a mirror that is no address
 */
export async function fetchedLareqa(
  edition: LareqaEdition,
  languages: readonly Language[],
  { mirror, cache = cacheFolder(), ...options }: LareqaFetchOptions,
): Promise<string> {
  const { name, revision, published } = edition
  const source = sourceOf(edition, mirror ?? process.env['VITEST_RETRIEVAL_LAREQA']?.trim())
  const folder = join(cache, 'datasets', name, revision)
  const files = languages.map((language) => ({
    url: `${source}/${name}/${language}.json`,
    to: join(folder, `${language}.json`),
    ...published[language],
  }))
  await shownDownload(name, options, (onProgress) => fetchFiles(files, { ...options, onProgress }))
  return folder
}

function sourceOf({ reader, revision }: LareqaEdition, mirror: string | undefined): string {
  const address = mirror || `https://github.com/google-research-datasets/lareqa/raw/${revision}`
  if (URL.canParse(address) && /^https?:/.test(address)) return address.replace(/\/+$/, '')
  throw new RangeError(
    `${reader}: a mirror must be an address that begins with https:// or http://; got ${JSON.stringify(address)}. Check VITEST_RETRIEVAL_LAREQA.`,
  )
}
