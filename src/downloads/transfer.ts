import type { Response } from '../http/fetch.ts'
import { DownloadError } from './download-error.ts'
import type { PartFile } from './part-file.ts'
import { type Answer, type RequestOptions, request } from './request.ts'
import { shownUrl } from './shown-url.ts'

export interface TransferOptions extends RequestOptions {
  readonly url: string
  /** Bytes of the whole, where they are known beforehand. */
  readonly size?: number
  /** Whether the whole is checked against a hash at the end. */
  readonly hashKnown: boolean
  /** Told after every piece: bytes there are, and there will be if anyone knows. */
  readonly onBytes: (done: number, total: number | undefined) => void
}

/**
 * One try to bring what is missing of a part: from where it stops if the server still has the same content, else from the
 * beginning. Afterwards the part is as long as the whole; whether it is the whole, a hash tells.
 *
 * @throws {DownloadError} with `again` where what came can be kept, or was thrown away, and another try may go better
 */
export async function transfer(part: PartFile, options: TransferOptions): Promise<void> {
  const { size } = options
  if (part.length > (size ?? Number.POSITIVE_INFINITY)) await part.restart(undefined)
  if (size !== undefined && part.length === size && size > 0) return
  const from = part.etag !== undefined || options.hashKnown ? part.length : 0
  const answer = await asked(part, from, options)
  try {
    const total = from > 0 && answer.response.status === 206 ? await resumed(part, answer, options) : undefined
    await take(part, answer, { ...options, total: total ?? (await begun(part, answer, options)) })
  } finally {
    answer.leave()
  }
}

async function asked(part: PartFile, from: number, options: TransferOptions): Promise<Answer> {
  const range = { range: `bytes=${from}-`, ...(part.etag !== undefined && { 'if-range': part.etag }) }
  try {
    return await request(options.url, { ...options, ...(from > 0 && { headers: range }) })
  } catch (error) {
    if (!(error instanceof DownloadError && error.status === 416)) throw error
    await part.restart(undefined)
    throw new DownloadError(error.message, { status: 416, again: true, cause: error })
  }
}

/** The server goes on where the part stops. @returns bytes of the whole */
async function resumed(part: PartFile, { response }: Answer, options: TransferOptions): Promise<number> {
  requirePlain(response, options.url)
  const { start, total } = contentRange(response)
  const etag = strongEtag(response)
  const changed = part.etag !== undefined && etag !== undefined && etag !== part.etag
  if (changed || start !== part.length || total === undefined || total !== (options.size ?? total)) {
    await part.restart(undefined)
    const what = changed ? 'another content' : `bytes ${response.headers.get('content-range')}`
    throw refused(options.url, `the server must go on with the same content; got ${what}`, { again: true })
  }
  part.resume()
  return total
}

/** The server sends all, as to a first request. @returns bytes of the whole; undefined where no one knows */
async function begun(part: PartFile, { response }: Answer, options: TransferOptions): Promise<number | undefined> {
  const { url, size, hashKnown } = options
  const { status, headers } = response
  if (status !== 200) throw refused(url, `the server must send the whole file; got status ${status}`, { again: true })
  requirePlain(response, url)
  const announced = headers.has('content-length') ? Number(headers.get('content-length')) : undefined
  if (announced !== undefined && size !== undefined && announced !== size) {
    throw refused(url, `it must have ${size} bytes; got an answer of ${announced}`, {}, changedRemedy)
  }
  if (!(hashKnown || headers.has('transfer-encoding') || (announced ?? size) !== undefined)) {
    throw refused(url, 'someone must know its hash or its length; got neither from the server', {}, 'Give its sha256.')
  }
  await part.restart(strongEtag(response))
  return size ?? announced
}

async function take(
  part: PartFile,
  { bytes }: Answer,
  { url, total, onBytes }: TransferOptions & { readonly total: number | undefined },
): Promise<void> {
  onBytes(part.length, total)
  for await (const piece of bytes) {
    if (total !== undefined && part.length + piece.length > total) {
      await part.restart(undefined)
      throw refused(url, `it must have ${total} bytes; got more`, {}, changedRemedy)
    }
    await part.append(piece)
    onBytes(part.length, total)
  }
  if (total === undefined || part.length === total) return
  throw refused(url, `the server must send ${total} bytes; got the end after ${part.length}`, { again: true })
}

/** A page where a file should be is a login or an error of whatever stands in between: nothing of it may be kept. */
function requirePlain({ headers }: Response, url: string): void {
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (encoding !== 'identity') {
    throw refused(url, `the server must send the file as it is; got it encoded with ${encoding}`)
  }
  const page = /^\s*(text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '')
  if (!page || /\.x?html?$/i.test(new URL(url).pathname)) return
  const remedy = 'Open the address in a browser: a login, a proxy or conditions to accept may stand in between.'
  throw refused(url, 'the server must send the file; got a web page', {}, remedy)
}

function contentRange({ headers }: Response): { start: number | undefined; total: number | undefined } {
  const { start, total } =
    /^bytes (?<start>\d+)-\d+\/(?<total>\d+)$/.exec(headers.get('content-range') ?? '')?.groups ?? {}
  return {
    start: start === undefined ? undefined : Number(start),
    total: total === undefined ? undefined : Number(total),
  }
}

/** A weak ETag stays while bytes change, so it cannot name a content. */
function strongEtag({ headers }: Response): string | undefined {
  const etag = headers.get('etag')
  return etag?.startsWith('"') ? etag : undefined
}

const changedRemedy = 'Its content is another: check the address and what it must be.'

function refused(url: string, rule: string, failure: { again?: boolean } = {}, remedy = 'Try again.'): DownloadError {
  return new DownloadError(`fetchFile: ${shownUrl(url)}: ${rule}. ${remedy}`, failure)
}
