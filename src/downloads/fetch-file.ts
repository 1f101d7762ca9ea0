import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Observer } from '../progress.ts'
import { DownloadError } from './download-error.ts'
import {
  contentOf,
  type ExpectedContent,
  type FoundContent,
  fault,
  hashKnown,
  requireExpectable,
} from './expected-content.ts'
import { withLock } from './file-lock.ts'
import { requireSpace } from './free-space.ts'
import { isOffline } from './offline.ts'
import { openPart, type PartFile } from './part-file.ts'
import { type Patience, withRetries } from './retries.ts'
import { shownUrl } from './shown-url.ts'
import { transfer } from './transfer.ts'
import { type TransferRate, transferRate } from './transfer-rate.ts'

/** How files are fetched. */
export interface FetchOptions extends Observer, Patience {
  /** Sent to the address's own origin alone, as `Authorization: Bearer`. @default none */
  readonly token?: string
  /** Never touch the network. @default VITEST_RETRIEVAL_OFFLINE=1 in the environment */
  readonly offline?: boolean
}

/** One file to fetch. Without a hash, what the server sends is believed, whole and of one version. */
export interface FileToFetch extends ExpectedContent {
  readonly url: string
  /** Where it will lie. Meanwhile `.part`, `.part.json` and `.lock` lie beside it. */
  readonly to: string
}

export interface FetchedFile extends FoundContent {
  /** False where it was there before. */
  readonly fetched: boolean
}

/** Bytes that an attempt must bring so that counting failures begins anew. */
const worthwhile = 2 ** 20

/**
 * Fetches a file unless it is there as it must be. What came of a download that broke is kept and continued, by this
 * process or a later one, if the server still has the same content. The file appears under its name whole and verified, or
 * not at all. Several processes that want it fetch it once.
 *
 * Goes through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name.
 *
 * @throws {DownloadError} it could not be fetched, or is not what it must be; the message says what to do
 * @throws {RangeError} an expectation that nothing could meet
 * @see RFC 9110 §13.1.5 If-Range, §14.2 Range
 */
export async function fetchFile(options: FileToFetch & FetchOptions): Promise<FetchedFile> {
  return fetchReported(options, transferRate(options.onProgress))
}

/** `fetchFile` that reports to someone who counts several files. */
export async function fetchReported(options: FileToFetch & FetchOptions, rate: TransferRate): Promise<FetchedFile> {
  const { to, signal } = options
  requireExpectable(options)
  signal?.throwIfAborted()
  const present = await presentFile(options)
  if (present) return present
  if (isOffline(options.offline)) throw await missing(options)
  const fetchMissing = async (held: AbortSignal) =>
    (await presentFile(options)) ??
    download({ ...options, signal: AbortSignal.any([held, ...(signal ? [signal] : [])]) }, rate)
  const onWait = () => rate.say('another process fetches it')
  return withLock(`${to}.lock`, fetchMissing, { onWait, ...(signal && { signal }) })
}

/** The file that is there, if it is as it must be. */
async function presentFile(options: FileToFetch): Promise<FetchedFile | undefined> {
  const facts = await stat(options.to).catch(() => undefined)
  if (!facts?.isFile() || facts.size !== (options.size ?? facts.size)) return undefined
  const found = await contentOf(options.to, facts.size)
  return (await fault(found, options)) === undefined ? { ...found, fetched: false } : undefined
}

async function missing(options: FileToFetch): Promise<DownloadError> {
  const facts = await stat(options.to).catch(() => undefined)
  const why = facts?.isFile() ? await fault(await contentOf(options.to, facts.size), options) : undefined
  const got = why === undefined ? 'the file must be there; got none' : why
  return new DownloadError(
    `fetchFile: ${options.to}: ${got}. Nothing is fetched offline: run it once with a network, without VITEST_RETRIEVAL_OFFLINE; it comes from ${shownUrl(options.url)}.`,
  )
}

async function download(
  options: FileToFetch & FetchOptions & { readonly signal: AbortSignal },
  rate: TransferRate,
): Promise<FetchedFile> {
  const { url, to, signal, stall = 30_000 } = options
  const part = await openPart(to, { url, hashKnown: hashKnown(options) })
  const settings = { ...options, stall, hashKnown: hashKnown(options), onBytes: rate.report }
  let counted = part.length
  const gained = () => {
    if (part.length - counted < worthwhile) return false
    counted = part.length
    return true
  }
  try {
    await requireSpace(dirname(to), options.size === undefined ? undefined : options.size - part.length)
    return await withRetries(
      async () => {
        await transfer(part, settings)
        await requireExpected(part, options)
        signal.throwIfAborted()
        const { length: size } = part
        const sha256 = part.sha256()
        await part.become(to)
        return { path: to, size, sha256, fetched: true }
      },
      { ...options, gained, onPause: rate.say },
    )
  } finally {
    await part.close()
  }
}

/** What came in several pieces may be of several contents, which is worth another try; what came in one is what it is. */
async function requireExpected(part: PartFile, options: FileToFetch): Promise<void> {
  const why = await fault({ path: part.file, size: part.length, sha256: part.sha256() }, options)
  if (why === undefined) return
  const again = part.pieced
  await part.restart(undefined)
  throw new DownloadError(
    `fetchFile: ${shownUrl(options.url)}: ${why}. The server has another content than what was pinned: keep it out, or pin the new one on purpose.`,
    { again },
  )
}
