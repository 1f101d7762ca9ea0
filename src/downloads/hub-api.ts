import { parseJson } from '../json.ts'
import type { Json } from '../retrieval.ts'
import { DownloadError } from './download-error.ts'
import { apiUrl, type HubRepository, isCommit, requireInside } from './hub-place.ts'
import { request } from './request.ts'
import { type Patience, withRetries } from './retries.ts'
import { shownUrl } from './shown-url.ts'

export interface HubOptions extends Patience {
  readonly endpoint: string
  readonly token?: string
  readonly signal?: AbortSignal
}

/** A file as the hub's own records have it. */
export interface HubFile {
  readonly path: string
  readonly size: number
  /** Of large files, kept by LFS. */
  readonly sha256?: string
  /** Of the others: git's name for the content. */
  readonly gitBlob?: string
}

/** The commit that a branch, a tag or a short commit is at. */
export async function commitOf(repository: HubRepository, revision: string, options: HubOptions): Promise<string> {
  const url = apiUrl(options.endpoint, repository, `revision/${encodeURIComponent(revision)}`)
  const { json } = await getJson(url, options)
  const sha = field(json, 'sha')
  if (typeof sha === 'string' && isCommit(sha)) return sha
  throw unexpected(url, 'sha', 'a commit', sha)
}

/**
 * Every file of a commit.
 *
 * @throws {DownloadError} the hub's answer is none, or names a file outside its folder
 */
export async function hubFiles(
  repository: HubRepository,
  commit: string,
  options: HubOptions,
): Promise<readonly HubFile[]> {
  const files: HubFile[] = []
  let next: string | undefined = apiUrl(options.endpoint, repository, `tree/${commit}?recursive=true`)
  while (next !== undefined) {
    const page: string = next
    const { json, link } = await getJson(page, options)
    if (!Array.isArray(json)) throw unexpected(page, 'the answer', 'a list', json)
    files.push(...json.filter((entry) => field(entry, 'type') === 'file').map((entry) => hubFile(entry, page)))
    next = followed(link, page)
  }
  return files
}

function hubFile(entry: Json, url: string): HubFile {
  const lfs = field(entry, 'lfs')
  const path = field(entry, 'path')
  const size = field(lfs ?? entry, 'size')
  const oid = field(lfs ?? entry, 'oid')
  if (typeof path !== 'string') throw unexpected(url, 'path', 'a text', path)
  if (typeof size !== 'number') throw unexpected(url, `size of ${path}`, 'a number', size)
  if (typeof oid !== 'string') throw unexpected(url, `oid of ${path}`, 'a hash', oid)
  return { path: requireInside(path, shownUrl(url)), size, ...(lfs ? { sha256: oid } : { gitBlob: oid }) }
}

interface JsonAnswer {
  readonly json: Json
  readonly link: string | null
}

async function getJson(url: string, { stall = 30_000, ...options }: HubOptions): Promise<JsonAnswer> {
  return withRetries(async () => {
    const { response, bytes, leave } = await request(url, {
      ...options,
      stall,
      headers: { accept: 'application/json' },
    })
    try {
      const type = response.headers.get('content-type') ?? ''
      if (!type.includes('json')) throw unexpected(url, 'the answer', 'JSON', type)
      const pieces: Uint8Array[] = []
      for await (const piece of bytes) pieces.push(piece)
      return { json: parseJson(Buffer.concat(pieces).toString(), shownUrl(url)), link: response.headers.get('link') }
    } finally {
      leave()
    }
  }, options)
}

/** The next page, which must be of the same hub: the token goes with it. */
function followed(link: string | null, url: string): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1]
  if (next === undefined) return undefined
  const address = new URL(next, url)
  if (address.origin === new URL(url).origin) return address.href
  throw unexpected(url, 'the next page', `of ${new URL(url).origin}`, address.origin)
}

function field(value: Json, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries = value as { readonly [key: string]: Json }
  return Object.hasOwn(entries, key) ? entries[key] : undefined
}

function unexpected(url: string, what: string, must: string, got: Json | undefined): DownloadError {
  const found = JSON.stringify(got)?.slice(0, 80) ?? 'nothing'
  return new DownloadError(
    `hubFolder: ${shownUrl(url)}: ${what} must be ${must}; got ${found}. Check HF_ENDPOINT, and whether a proxy answers in its place.`,
  )
}
