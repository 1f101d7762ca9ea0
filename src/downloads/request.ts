import { fetch, type Response } from '../http/fetch.ts'
import { DownloadError } from './download-error.ts'
import { refusedAnswer } from './refused-answer.ts'
import { shownUrl } from './shown-url.ts'

export interface RequestOptions {
  /** Goes to the address's own origin alone: a redirect to another host does not carry it on. */
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Milliseconds without a byte after which the connection counts as dead. */
  readonly stall: number
}

/** An answer of 2xx whose bytes are yet to be read. */
export interface Answer {
  readonly response: Response
  /** @throws {DownloadError} the connection broke or stood still */
  readonly bytes: AsyncIterable<Uint8Array>
  /** Leaves the rest unread. */
  readonly leave: () => void
}

/**
 * A GET that follows redirects and drops the Authorization header when one leads to another origin.
 *
 * @throws {DownloadError} no connection, no answer in time, or one that is not 2xx
 */
export async function request(url: string, options: RequestOptions): Promise<Answer> {
  const watch = stallWatch(options)
  try {
    const response = await fetch(url, { headers: headersOf(options), signal: watch.signal })
    if (!response.ok) throw refusedAnswer(response, url)
    return { response, bytes: chunks(response, url, watch), leave: () => watch.leave() }
  } catch (error) {
    watch.leave()
    throw failed(error, url, options, false)
  }

  async function* chunks({ body }: Response, url: string, watch: StallWatch): AsyncGenerator<Uint8Array> {
    const reader = body?.getReader()
    try {
      for (;;) {
        const read = await reader?.read().catch((error: unknown) => {
          throw failed(error, url, options, true)
        })
        if (read === undefined || read.done) return
        watch.alive()
        yield read.value
      }
    } finally {
      watch.leave()
    }
  }
}

interface StallWatch {
  readonly signal: AbortSignal
  readonly alive: () => void
  readonly leave: () => void
}

class Stalled extends Error {}

function stallWatch({ signal, stall }: RequestOptions): StallWatch {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new Stalled(`nothing came for ${stall / 1000} s`)), stall)
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    alive: () => timer.refresh(),
    leave() {
      clearTimeout(timer)
      controller.abort()
    },
  }
}

/** Compressed answers could be neither resumed nor measured, so none are asked for. */
function headersOf({ token, headers }: RequestOptions): Record<string, string> {
  return {
    'accept-encoding': 'identity',
    'user-agent': 'vitest-retrieval',
    ...headers,
    ...(token && { authorization: `Bearer ${token}` }),
  }
}

function failed(error: unknown, url: string, { signal }: RequestOptions, amid: boolean): unknown {
  if (signal?.aborted) return signal.reason
  if (error instanceof DownloadError) return error
  const { code, message } = innermost(error)
  const why = code === undefined || message.includes(code) ? message : `${code}, ${message}`
  const certificate = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO/.test(code ?? '')
  // What fetch refuses by itself, as a blocked port or redirects without end, has no code.
  const again = amid || error instanceof Stalled || (code !== undefined && !certificate)
  return new DownloadError(
    `fetchFile: ${shownUrl(url)}: the connection must stand; got ${why}. ${certificate ? ownCertificates : remedy()}`,
    { again, cause: error },
  )
}

const ownCertificates =
  'Where a proxy signs connections itself, name its certificate in NODE_EXTRA_CA_CERTS before Node starts.'

function remedy(): string {
  const { env } = process
  const proxy = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((name) => env[name])
  return proxy === undefined
    ? 'Check the network and try again: what came is kept.'
    : `Check the network and the proxy that ${proxy} names, and try again: what came is kept.`
}

/** fetch says "fetch failed" and keeps what failed as a cause of a cause. */
function innermost(error: unknown): { readonly code: string | undefined; readonly message: string } {
  let last = error
  while (last instanceof Error && last.cause instanceof Error) last = last.cause
  const { code, message } = last as { code?: unknown; message?: string }
  return { code: typeof code === 'string' ? code : undefined, message: message || String(last) }
}
