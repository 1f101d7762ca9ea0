/**
 * The key in an environment variable.
 *
 * @throws {RangeError} it is not set, or holds what no header can; the value is not shown
 */
export function apiKey(variable: string | undefined, from: string): string | undefined {
  if (variable === undefined) return undefined
  const key = process.env[variable]
  if (key !== undefined && /^[\x21-\x7e]+$/.test(key)) return key
  const found = key ? 'one with blanks or other signs' : 'none'
  throw new RangeError(
    `${from}: the environment variable ${variable} must hold a key of visible ASCII characters; got ${found}. Set it, or leave apiKeyVariable out.`,
  )
}
