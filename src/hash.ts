import { createHash } from 'node:crypto'
import type { Json } from './retrieval.ts'

/** sha-256 in hexadecimal of the UTF-8 bytes of one or several texts, each ended so that moving a boundary changes the hash. */
export function sha256(...texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text).update('\u0000')
  return hash.digest('hex')
}

/** sha-256 in hexadecimal of an array's bytes. */
export function bytesHash(array: NodeJS.ArrayBufferView): string {
  return createHash('sha256').update(array).digest('hex')
}

/** JSON with the keys of every object sorted, so that equal values have equal text. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
