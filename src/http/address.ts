/** Where requests go. */
export interface Address {
  /** What is asked; may hold secrets in its query. */
  readonly url: string
  /** The same as it may be shown: without user, password, query and fragment. */
  readonly shown: string
  /** From the user and password of a URL that has them. */
  readonly authorization: string | undefined
  /** What no message may hold. */
  readonly secrets: readonly string[]
}

/** What is asked there, and the function that errors name. */
export interface ApiPath {
  readonly from: string
  /** `embeddings`, `chat/completions` */
  readonly path: string
}

/**
 * The address of a path of OpenAI's interface below a base URL, as clients of it are given it: `http://localhost:8080/v1`.
 * A bare origin means `/v1`; a URL that ends in the path stays as it is.
 *
 * @throws {RangeError} not a URL of http or https; the URL is not shown, as it may hold a password
 */
export function apiAddress(text: string, { from, path }: ApiPath): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new RangeError(
      `${from}: url must be one of http or https; got another text. Give 'http://localhost:8080/v1'.`,
    )
  }
  const user = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  url.hash = ''
  url.pathname = pathBelow(url.pathname.replace(/\/+$/, ''), path)
  return {
    url: url.href,
    shown: url.origin + url.pathname,
    authorization: user || password ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` : undefined,
    // A short value is no secret, and taking every 1 out of a message would spoil it.
    secrets: [password, ...url.searchParams.values()].filter((secret) => secret.length > 5),
  }
}

function pathBelow(base: string, path: string): string {
  if (base === '') return `/v1/${path}`
  return base.endsWith(`/${path}`) ? base : `${base}/${path}`
}
