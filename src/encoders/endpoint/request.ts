import type { Address } from './address.ts'
import { type Answer, readAnswer } from './answer.ts'
import { RequestFailure } from './failure.ts'

/** How to ask. */
export interface RequestOptions {
  readonly address: Address
  /** Fields of the body besides the texts. */
  readonly fields: Readonly<Record<string, string | number>>
  readonly key: string | undefined
  /** Milliseconds that one request may take. */
  readonly timeout: number
  readonly dimensions: number | undefined
  readonly signal?: AbortSignal
}

/**
 * Statuses that may pass: too slow, too many requests, and the server's own troubles. Even 501: Python's server says so of
 * a request behind one that it refused without reading, on the same connection.
 */
function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

/**
 * Asks for the vectors of some texts, once.
 *
 * @throws {RequestFailure} no vectors came; it says whether asking again or for fewer texts may help
 */
export async function requestEmbeddings(texts: readonly string[], options: RequestOptions): Promise<Answer> {
  const { address, dimensions } = options
  const show = withoutSecrets(options)
  const { response, body } = await fetched(texts, options, show)
  if (!response.ok) throw refusal(response, show(body), address.shown)
  return readAnswer(body, { server: address.shown, texts: texts.length, dimensions, show })
}

/** Takes away what no message may hold: servers quote the key that they refuse. */
function withoutSecrets({ address, key }: RequestOptions): (text: string) => string {
  const secrets = key === undefined ? address.secrets : [key, ...address.secrets]
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
}

async function fetched(
  texts: readonly string[],
  { address, fields, key, timeout, signal }: RequestOptions,
  show: (text: string) => string,
) {
  const authorization = key === undefined ? address.authorization : `Bearer ${key}`
  const late = AbortSignal.timeout(timeout)
  try {
    const response = await fetch(address.url, {
      method: 'POST',
      // A redirected POST would become a GET, and the key might go elsewhere.
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
      body: JSON.stringify({ ...fields, input: texts.map((text) => text.toWellFormed()) }),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
    return { response, body: await response.text() }
  } catch (error) {
    if (late.aborted) {
      const message = `endpoint: ${address.shown} must answer within ${timeout / 1000} s; got nothing whole. Raise timeout, or lower batchSize or concurrency.`
      throw new RequestFailure(message, { remedy: 'again' })
    }
    throw new RequestFailure(
      `endpoint: ${address.shown} must be reached; got ${show(reason(error))}. Check the url, and that the server runs. Node.js uses a proxy only with NODE_USE_ENV_PROXY=1.`,
      { remedy: 'again' },
    )
  }
}

/** `ECONNREFUSED`, or what the error says: `fetch` hides it in the cause, or in several of them. */
function reason(error: unknown): string {
  const { cause } = error as { cause?: NodeJS.ErrnoException }
  return cause?.code ?? cause?.message ?? (error as Error).message
}

function refusal(response: Response, body: string, server: string): RequestFailure {
  const { status } = response
  const said = messageOf(body)
  const message = `endpoint: ${server} must answer with embeddings; got status ${status}${said && `, ${said}`}. ${remedyFor(response)}`
  if (status === 413 || status === 422) return new RequestFailure(message, { remedy: 'less' })
  return mayPass(status)
    ? new RequestFailure(message, { remedy: 'again', wait: retryAfter(response.headers.get('retry-after')) })
    : new RequestFailure(message)
}

function remedyFor({ status, headers }: Response): string {
  if (status === 401 || status === 403) return 'Give the name of the variable that holds the key as apiKeyVariable.'
  if (status === 404) return 'Check url and model.'
  if (status >= 300 && status < 400)
    return `Give the url that it redirects to${shownLocation(headers.get('location'))}.`
  if (status === 413 || status === 422) return 'Leave the text out, or shorten it.'
  if (status === 429) return 'Lower concurrency or batchSize, or raise retries.'
  return status < 500 ? 'Check model, dimensions and batchSize.' : "See the server's log."
}

function shownLocation(location: string | null): string {
  if (location === null || !URL.canParse(location)) return ''
  const { origin, pathname } = new URL(location)
  return `, ${origin}${pathname}`
}

/** OpenAI and most others: `{ error: { message } }`; text-embeddings-inference: `{ message }`; Ollama: `{ error }`. */
function messageOf(body: string): string {
  if (/^\s*</.test(body)) return 'a page of HTML or XML'
  let said: unknown = body
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>
    said = (error as { message?: unknown } | undefined)?.message ?? message ?? error ?? detail ?? body
  } catch {}
  const text = (typeof said === 'string' ? said : (JSON.stringify(said) ?? '')).replace(/\s+/g, ' ').trim()
  return text && JSON.stringify(text.slice(0, 300))
}

/** Milliseconds from a count of seconds or a date; 0 where there is neither. */
function retryAfter(header: string | null): number {
  if (header === null) return 0
  const milliseconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(milliseconds) ? Math.max(milliseconds, 0) : 0
}
