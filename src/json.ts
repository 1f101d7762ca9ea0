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

/**
 * Brackets within each other that are looked into for a fault: the parser that finds faults calls itself for each, and some
 * thousands exhaust its stack.
 */
const deepest = 1_000

/** The first fault of a text that `JSON.parse` refuses; its end where none is found before. */
export function jsonFault(text: string): JsonFault {
  const deep = tooDeepAt(text)
  const looked = deep === undefined ? text : text.slice(0, deep)
  const faults: ParseError[] = []
  parse(looked, faults, { disallowComments: true })
  const offset = Math.min(looked.length, ...faults.map((fault) => fault.offset))
  const lines = text.slice(0, offset).split('\n')
  return {
    line: lines.length,
    column: (lines.at(-1) as string).length + 1,
    found: offset === deep ? `got more than ${deepest.toLocaleString('en-US')} open brackets` : foundAt(text, offset),
  }
}

function foundAt(text: string, offset: number): string {
  return offset < text.length ? `got ${JSON.stringify(text.slice(offset, offset + 20))}` : 'the text ends here'
}

/** Texts, whose brackets open nothing, and brackets. A text ends with its line, for what begins behind it may be a bracket. */
const textsAndBrackets = /"(?:[^"\\\r\n]|\\.)*"?|[[\]{}]/g

/** Where the first bracket stands that is within too many others. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0
  for (const { 0: found, index } of text.matchAll(textsAndBrackets)) {
    if (found === '[' || found === '{') depth++
    if (found === ']' || found === '}') depth--
    if (depth > deepest) return index
  }
  return undefined
}
