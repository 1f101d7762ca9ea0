import type { Json } from '../retrieval.ts'

/**
 * `JSON.parse` whose error says where: V8 leaves the position out of several of its messages.
 *
 * @param file names the text in errors
 * @throws {SyntaxError} `file:line:column: …`, both from 1, columns in UTF-16 units; the parser's own error is its cause
 */
export function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    const offence = jsonOffence(text)
    const lines = text.slice(0, offence).split('\n')
    const column = (lines.at(-1)?.length ?? 0) + 1
    const found =
      offence < text.length ? `got ${JSON.stringify(text.slice(offence, offence + 20))}` : 'the text ends here'
    throw new SyntaxError(
      `${file}:${lines.length}:${column}: the text must be JSON; ${found}. Repair it or fetch it again.`,
      {
        cause,
      },
    )
  }
}

/** Where a text stops being a beginning of JSON: an offset in UTF-16 units, `text.length` for one that ends too early. */
export function jsonOffence(text: string): number {
  let at = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const taken = pattern.test(text)
    if (taken) at = pattern.lastIndex
    return taken
  }
  const skipSpace = (): boolean => take(/[ \t\n\r]*/y)
  // A string's plain characters: all from the space on but its quote and the backslash.
  // The first pattern is every character from the space on but the quote and the backslash.
  const string = (): boolean => {
    if (!take(/"/y)) return false
    while (take(/[ !#-[\]-\uffff]+/y) || take(/\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y));
    return take(/"/y)
  }
  const list = (item: () => boolean, close: RegExp): boolean => {
    skipSpace()
    if (take(close)) return true
    do {
      skipSpace()
      if (!item()) return false
      skipSpace()
    } while (take(/,/y))
    return take(close)
  }
  const member = (): boolean => string() && skipSpace() && take(/:/y) && skipSpace() && value()
  const value = (): boolean => {
    if (take(/\{/y)) return list(member, /\}/y)
    if (take(/\[/y)) return list(value, /\]/y)
    return string() || take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y)
  }
  skipSpace()
  if (value()) skipSpace()
  return at
}
