import { shown } from './definition.ts'
import { escaped } from './pattern.ts'

/** A token that is found in a text before anything else is done to it. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  /** Only where no word character stands beside it. */
  readonly singleWord: boolean
  /** Takes the white space on its left, on its right. */
  readonly left: boolean
  readonly right: boolean
  /** Found in the normalised text instead of the given one. */
  readonly normalized: boolean
}

/** A piece of a text: an added token's id, or text between. */
export type Piece = number | string

/**
 * The `added_tokens` of tokenizer.json.
 *
 * @throws {TypeError} an entry without content or id
 */
export function addedTokens(entries: unknown): AddedToken[] {
  if (entries === undefined || entries === null) return []
  if (!Array.isArray(entries)) throw malformed(entries)
  return entries.map((entry) => {
    const { id, content, single_word, lstrip, rstrip, special, normalized } = (entry ?? {}) as Record<string, unknown>
    if (typeof content !== 'string' || !Number.isInteger(id) || (id as number) < 0) throw malformed(entry)
    return {
      id: id as number,
      content,
      singleWord: single_word === true,
      left: lstrip === true,
      right: rstrip === true,
      normalized: normalized === undefined ? special !== true : normalized === true,
    }
  })
}

function malformed(value: unknown): TypeError {
  return new TypeError(
    `pretrainedTokenizer: added_tokens must list { id, content }; got ${shown(value)}. Fetch tokenizer.json again.`,
  )
}

/** Cuts a text at added tokens: the leftmost first, of those the longest. */
export function addedTokenSplitter(tokens: readonly AddedToken[]): (text: string) => readonly Piece[] {
  const byContent = new Map(tokens.filter(({ content }) => content !== '').map((token) => [token.content, token]))
  if (byContent.size === 0) return (text) => (text === '' ? [] : [text])
  // Alternatives are tried in order: the longest first.
  const contents = [...byContent.keys()].sort((a, b) => b.length - a.length)
  const found = new RegExp(contents.map((content) => escaped(content)).join('|'), 'gu')
  return (text) => {
    const pieces: Piece[] = []
    let done = 0
    for (const match of text.matchAll(found)) {
      const token = byContent.get(match[0]) as AddedToken
      const end = match.index + match[0].length
      if (token.singleWord && besideWord(text, match.index, end)) continue
      const start = token.left ? spacesBefore(text, match.index) : match.index
      if (start > done) pieces.push(text.slice(done, start))
      pieces.push(token.id)
      done = token.right ? spacesAfter(text, end) : end
    }
    if (done < text.length) pieces.push(text.slice(done))
    return pieces
  }
}

const word = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u
const space = /\p{White_Space}/u

function besideWord(text: string, start: number, end: number): boolean {
  const before = Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? ' '
  const after = String.fromCodePoint(text.codePointAt(end) ?? 0x20)
  return word.test(before) || word.test(after)
}

function spacesBefore(text: string, end: number): number {
  let start = end
  while (start > 0 && space.test(text.charAt(start - 1))) start--
  return start
}

function spacesAfter(text: string, start: number): number {
  let end = start
  while (end < text.length && space.test(text.charAt(end))) end++
  return end
}
