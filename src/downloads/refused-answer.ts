import type { Response } from '../http/fetch.ts'
import { retryAfter } from '../http/retry-after.ts'
import { DownloadError } from './download-error.ts'
import { shownUrl } from './shown-url.ts'

/** What to do about an answer that another try does not change. */
const remedies: ReadonlyMap<number, string> = new Map([
  [401, 'Check the name; if it is private or gated, set HF_TOKEN to a token that may read it.'],
  [
    403,
    'Accept its conditions on its page in a browser, and set HF_TOKEN to a token of that account that may read it.',
  ],
  [404, 'Check name, revision and path; what is private is not found either without a token in HF_TOKEN.'],
  [407, 'Give the proxy its user and password in HTTPS_PROXY.'],
  [410, 'It was taken away: choose another revision.'],
  [416, 'The file is shorter than what was fetched before: fetch it anew.'],
  [451, 'It may not be served where you are: fetch it elsewhere and give its folder.'],
])

/** The server's `no`: what it was, what to do, and whether to try again. */
export function refusedAnswer(response: Response, url: string, now: number = Date.now()): DownloadError {
  const { status, headers } = response
  const again = status === 408 || status === 425 || status === 429 || status >= 500
  const wait = again ? retryAfter(headers, now) : undefined
  const remedy = remedies.get(status) ?? (again ? later(status) : 'Check the address.')
  return new DownloadError(
    `fetchFile: ${shownUrl(url)}: the server must send the file; got ${status} ${meaning(response)}. ${remedy}`,
    { status, again, ...(wait !== undefined && { retryAfter: wait }) },
  )
}

function later(status: number): string {
  if (status !== 429) return 'The server has trouble: try again later.'
  return 'It counts too many requests: try again later, or set HF_TOKEN, which raises the limit.'
}

/** The hub's own words where there are some; they come from outside, so no more than a line of plain characters. */
function meaning({ headers, statusText }: Response): string {
  const words = [headers.get('x-error-code'), headers.get('x-error-message')].filter((text) => text !== null)
  const plain = (words.join(': ') || statusText).replace(/[^\x20-\x7e]/g, ' ').slice(0, 200)
  return plain.trim().replace(/\.$/, '') || 'without a word'
}
