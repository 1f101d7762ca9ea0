/**
 * Milliseconds that an answer asks to wait: Retry-After in seconds or as a date, or of a RateLimit whose quota is used up
 * the seconds until it is not, as Hugging Face's hub has it; undefined where it asks nothing. Fractions of a second are
 * read too, which some servers send.
 *
 * @see RFC 9110 §10.2.3; draft-ietf-httpapi-ratelimit-headers
 */
export function retryAfter(headers: Headers, now: number = Date.now()): number | undefined {
  const after = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000
  const date = Date.parse(after)
  if (!Number.isNaN(date)) return Math.max(0, date - now)
  const reset = /;\s*r=0\s*;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]
  return reset === undefined ? undefined : Number(reset) * 1000
}
