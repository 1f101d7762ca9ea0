import { jsonFault } from '../json.ts'
import type { Json } from '../retrieval.ts'
import { type JsonPlace, jsonPlace } from './json-place.ts'
import { textLines } from './jsonl-text-lines.ts'

/** One line of a JSON-lines file: its value, which names its place in errors, and that place. */
export interface JsonLine {
  readonly json: JsonPlace
  /** `corpus.jsonl:14`, counted from 1. */
  readonly place: string
}

/**
 * The values of a JSON-lines file, one at a time, gzipped or not, ended by LF or CRLF. A blank line is refused.
 *
 * @throws {SyntaxError} `file:line:column: …`, a line that is not one JSON value; `file:line: …`, a line that is not UTF-8,
 *   a byte-order mark, an empty file
 * @throws {Error} a file that is missing or unreadable, or gzip data that break off
 */
export async function* jsonLines(file: string): AsyncGenerator<JsonLine, void> {
  for await (const { text, place } of textLines(file)) {
    yield { json: jsonPlace(parsed(text, place), place), place }
  }
}

function parsed(text: string, place: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    const { column, found } = jsonFault(text)
    const message = `${place}:${column}: a line must be one JSON value; ${found}. Repair the line, or take it out.`
    throw new SyntaxError(message, { cause })
  }
}

/** The value under a key; undefined where it is absent or null, as tables of Python write absence. */
export function optionalKey(json: JsonPlace, name: string): JsonPlace | undefined {
  const { value } = json
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  if (!isThere) return undefined
  const inner = json.key(name)
  return inner.value === null ? undefined : inner
}
