import { isUtf8 } from 'node:buffer'
import { newline } from '../formats/fields.ts'
import { wholeLines } from '../formats/whole-lines.ts'

/** One line of a text file, without its end. */
export interface TextLine {
  readonly text: string
  /** `corpus.jsonl:14`, counted from 1. */
  readonly place: string
}

/**
 * The lines of a file, one at a time, gzipped or not, ended by LF or CRLF.
 *
 * @throws {SyntaxError} bytes that are not UTF-8, a byte-order mark, an empty file, a line of more than 16 MiB
 * @throws {Error} a file that is missing or unreadable, or gzip data that break off
 */
export async function* textLines(file: string): AsyncGenerator<TextLine, void> {
  let number = 0
  for await (const piece of wholeLines(file)) {
    for (let at = 0; at < piece.length; ) {
      const end = piece.indexOf(newline, at)
      const place = `${file}:${++number}`
      const text = decoded(piece.subarray(at, end), place)
      yield { text: text.endsWith('\r') ? text.slice(0, -1) : text, place }
      at = end + 1
    }
  }
}

function decoded(bytes: Buffer, place: string): string {
  if (isUtf8(bytes)) return bytes.toString()
  const got = JSON.stringify(bytes.toString().slice(0, 80))
  throw new SyntaxError(`${place}: a line must be UTF-8; got ${got}. Convert the file to UTF-8.`)
}
