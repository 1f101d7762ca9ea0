import { jsonFault } from '../json.ts'
import type { Address } from './address.ts'
import { fetch, type Response } from './fetch.ts'
import { RequestFailure } from './request-failure.ts'
import { retryAfter } from './retry-after.ts'

/** Who asks whom, and how errors call it. */
export interface PostOptions {
  /** Begins messages: the function of the library. */
  readonly from: string
  /** What the server is to answer with, in the plural: `embeddings`. */
  readonly wanted: string
  /** Options that a server's 429, and any other of its refusals below 500, are about. */
  readonly about: { readonly rate: string; readonly request: string }
  readonly address: Address
  readonly key: string | undefined
  /** Milliseconds that one request may take. */
  readonly timeout: number
  readonly signal?: AbortSignal
}

/** What a server answered, and a function that takes secrets out of what a message quotes of it. */
export interface Posted {
  readonly body: string
  readonly show: (text: string) => string
}

/**
 * Posts JSON, once.
 *
 * @throws {RequestFailure} nothing came, or a refusal; it says whether asking again or for less may help
 */
export async function postJson(content: object, options: PostOptions): Promise<Posted> {
  const show = withoutSecrets(options)
  const { response, body } = await fetched(content, options, show)
  if (!response.ok) throw refusal(response, show(body), options)
  return { body, show }
}

/**
 * The JSON of an answer.
 *
 * @throws {RequestFailure} it is none, as the page of a proxy
 */
export function answeredJson({ body, show }: Posted, fail: (rule: string, got: string) => never): unknown {
  const shown = show(body)
  if (/^\s*</.test(body)) return fail('answer with JSON', `a page of HTML or XML, ${beginning(shown)}. Check the url`)
  try {
    return JSON.parse(body) ?? {}
  } catch {
    const { line, column, found } = jsonFault(shown)
    return fail('answer with JSON', `a fault at ${line}:${column}, ${found}, in ${beginning(shown)}`)
  }
}

/** The first characters, on one line. */
export function beginning(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, ' ').trim().slice(0, 80)
  return line === '' ? 'nothing' : `\`${line}\`${line.length < text.trim().length ? '…' : ''}`
}

/** Takes away what no message may hold: servers quote the key that they refuse. */
function withoutSecrets({ address, key }: PostOptions): (text: string) => string {
  const secrets = key === undefined ? address.secrets : [key, ...address.secrets]
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
}

async function fetched(
  content: object,
  { from, about, address, key, timeout, signal }: PostOptions,
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
      body: JSON.stringify(content),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
    return { response, body: await response.text() }
  } catch (error) {
    if (late.aborted) {
      const message = `${from}: ${address.shown} must answer within ${timeout / 1000} s; got nothing whole. Raise timeout, or lower ${about.rate}.`
      throw new RequestFailure(message, { remedy: 'again' })
    }
    throw new RequestFailure(
      `${from}: ${address.shown} must be reached; got ${show(reason(error))}. Check the url, and that the server runs.`,
      { remedy: 'again' },
    )
  }
}

/** `ECONNREFUSED`, or what the error says: `fetch` hides it in the cause, or in several of them. */
function reason(error: unknown): string {
  const { cause } = error as { cause?: NodeJS.ErrnoException }
  return cause?.code ?? cause?.message ?? (error as Error).message
}

/**
 * Statuses that may pass: too slow, too many requests, and the server's own troubles. Even 501: Python's server says so of
 * a request behind one that it refused without reading, on the same connection.
 */
function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

function refusal(response: Response, body: string, options: PostOptions): RequestFailure {
  const { from, address, wanted } = options
  const { status } = response
  const said = messageOf(body)
  const message = `${from}: ${address.shown} must answer with ${wanted}; got status ${status}${said && `, ${said}`}. ${remedyFor(response, options)}`
  if (status === 413 || status === 422) return new RequestFailure(message, { remedy: 'less' })
  return mayPass(status)
    ? new RequestFailure(message, { remedy: 'again', wait: retryAfter(response.headers) ?? 0 })
    : new RequestFailure(message)
}

function remedyFor({ status, headers }: Response, { about }: PostOptions): string {
  if (status === 401 || status === 403) return 'Give the name of the variable that holds the key as apiKeyVariable.'
  if (status === 404) return 'Check url and model.'
  if (status >= 300 && status < 400)
    return `Give the url that it redirects to${shownLocation(headers.get('location'))}.`
  if (status === 413 || status === 422) return 'Leave the text out, or shorten it.'
  if (status === 429) return `Lower ${about.rate}, or raise retries.`
  return status < 500 ? `Check ${about.request}.` : "See the server's log."
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
