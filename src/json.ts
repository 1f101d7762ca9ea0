import { type ParseError, parse } from 'jsonc-parser'
import type { Json } from './retrieval.ts'

/** Where a text stops being JSON, both counted from 1, columns in UTF-16 units. */
export interface JsonFault {
  readonly line: number
  readonly column: number
  /** What stands there: `got "NaN}"`, `the text ends here`. */
  readonly found: string
}

/**
 * `JSON.parse` whose error says where: V8 leaves the position out of several of its messages.
 *
 * @param file names the text in errors
 * @throws {SyntaxError} `file:line:column: …`; the parser's own error is its cause
 */
export function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    const { line, column, found } = jsonFault(text)
    const message = `${file}:${line}:${column}: the text must be JSON; ${found}. Repair it or fetch it again.`
    throw new SyntaxError(message, { cause })
  }
}

/** The first fault of a text that `JSON.parse` refuses; its end where none is found before. */
export function jsonFault(text: string): JsonFault {
  const faults: ParseError[] = []
  parse(text, faults, { disallowComments: true })
  const offset = Math.min(text.length, ...faults.map((fault) => fault.offset))
  const lines = text.slice(0, offset).split('\n')
  return {
    line: lines.length,
    column: (lines.at(-1) as string).length + 1,
    found: offset < text.length ? `got ${JSON.stringify(text.slice(offset, offset + 20))}` : 'the text ends here',
  }
}
