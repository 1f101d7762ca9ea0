import { type Part, shown, unsupported } from './definition.ts'

/** What Hugging Face's expressions (Oniguruma's) and JavaScript's would not read alike, or only one knows. */
const foreign = /\\[^\\sSdDpPnrt.*+?()[\]{}|/^$-]|\(\?|&&|\[[^\]]*\[|[*+?}][+]|[\^$]|\\[sSdDpP](?=[^[]*\])/

/**
 * The pattern of a `Replace`, for all its hits: a string as it stands, or an expression of literals, classes, groups and
 * quantifiers that mean the same in both languages.
 *
 * @throws {RangeError} an expression beyond these
 */
export function pattern(part: Part): RegExp {
  const { String: literal, Regex: expression } = (part['pattern'] ?? {}) as { String?: unknown; Regex?: unknown }
  if (typeof literal === 'string') return new RegExp(escaped(literal), 'gu')
  if (typeof expression === 'string' && !foreign.test(expression)) return compiled(expression)
  const kinds = ['a String', 'a Regex of literals, classes, groups and quantifiers']
  throw unsupported(`pattern of ${part.type}`, shown(part['pattern']), kinds)
}

function compiled(expression: string): RegExp {
  const unicode = expression.replace(/\\([sSdD])/g, (_, kind: string) => classes[kind] as string)
  try {
    return new RegExp(unicode, 'gu')
  } catch (cause) {
    throw new RangeError(
      `pretrainedTokenizer: an expression must be one that JavaScript reads; got ${shown(expression)}. ` +
        'Convert the tokenizer, or encode through an endpoint.',
      { cause },
    )
  }
}

const classes: Readonly<Record<string, string>> = {
  s: '\\p{White_Space}',
  S: '\\P{White_Space}',
  d: '\\p{Nd}',
  D: '\\P{Nd}',
}

/** A text as an expression that finds it. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
