import { wholeLines } from '../formats/whole-lines.ts'
import { jsonFault } from '../json.ts'
import type { Text } from '../retrieval.ts'

/** Texts encoded at a time: enough to sort by length, few enough that vectors of any file fit into memory. */
const block = 16_384

/**
 * The texts of a file with a JSON object a line, `{"text": …, "language"?: …}`, in blocks. Other keys are not looked at. A
 * text without a language has ''.
 *
 * @throws {SyntaxError} a line that is something else; the message begins with `file:line:`
 */
export async function* readTexts(file: string): AsyncGenerator<readonly Text[], void> {
  let texts: Text[] = []
  let line = 0
  for await (const lines of wholeLines(file)) {
    for (const bytes of split(lines)) {
      texts.push(textOf(bytes, `${file}:${++line}`))
      if (texts.length < block) continue
      yield texts
      texts = []
    }
  }
  if (texts.length > 0) yield texts
}

/** Reads the whole file, so that a fault in its last line is found before the first is encoded. */
export async function countTexts(file: string): Promise<number> {
  let count = 0
  for await (const texts of readTexts(file)) count += texts.length
  return count
}

function* split(lines: Buffer): Generator<Buffer> {
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf(10, start)
    yield lines.subarray(start, end)
    start = end + 1
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(bytes: Buffer, place: string): Text {
  const { text, language } = objectOf(decoded(bytes, place), place)
  if (typeof text !== 'string') throw fault(place, '"text" must be a string', text)
  if (language !== undefined && language !== null && typeof language !== 'string') {
    throw fault(place, '"language" must be a string, or left out', language)
  }
  return { text, language: language ?? '' }
}

function decoded(bytes: Buffer, place: string): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new SyntaxError(`${place}: the line must be UTF-8; got bytes that are not. Save the file as UTF-8.`, {
      cause,
    })
  }
}

function objectOf(line: string, place: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    const { column, found } = line.trim() === '' ? { column: 1, found: 'it is blank' } : jsonFault(line)
    throw new SyntaxError(
      `${place}:${column}: the line must be a JSON object; ${found}. Repair the line, or take it out.`,
    )
  }
  throw new SyntaxError(
    `${place}: the line must be a JSON object like {"text": "…"}; got ${shown(line)}. Repair the line, or take it out.`,
  )
}

function fault(place: string, rule: string, value: unknown): SyntaxError {
  const got = value === undefined ? 'nothing' : shown(JSON.stringify(value))
  return new SyntaxError(`${place}: ${rule}; got ${got}. Repair the line, or take it out.`)
}

function shown(json: string): string {
  return json.length > 60 ? `${json.slice(0, 59)}…` : json
}
