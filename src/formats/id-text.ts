import { isUtf8 } from 'node:buffer'

/**
 * An id as text.
 *
 * @param place where it stands, `file:line`
 * @throws {SyntaxError} its bytes are not UTF-8, so that different ids might become the same text
 */
export function idText(bytes: Buffer, place: string): string {
  const text = bytes.toString()
  if (isUtf8(bytes)) return text
  throw new SyntaxError(
    `${place}: ids must be UTF-8; got ${JSON.stringify(text)}, read from the bytes ${bytes.toString('hex')}. Convert the file to UTF-8.`,
  )
}
