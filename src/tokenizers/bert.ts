import type { Part } from './definition.ts'
import { lowerCase } from './lower-case.ts'

const asciiPunctuation = '!-/:-@\\[-`{-~'
const words = new RegExp(`[${asciiPunctuation}\\p{P}]|[^\\p{White_Space}${asciiPunctuation}\\p{P}]+`, 'gu')

/** Ideographs, which stand alone as words. The ranges of BERT's own code: neither Hangul nor kana. */
const ideographs =
  /[\u{4e00}-\u{9fff}\u{3400}-\u{4dbf}\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{f900}-\u{faff}\u{2f800}-\u{2fa1f}]/gu

/** White space becomes a space; NUL, the replacement character and what is no character goes. */
function cleaned(text: string): string {
  return text.replace(/[\t\n\r]|[\0\ufffd\p{C}]|\p{White_Space}/gu, (one) =>
    /\p{White_Space}/u.test(one) && (/[\t\n\r]/.test(one) || !/\p{C}/u.test(one)) ? ' ' : '',
  )
}

/** `BertNormalizer` of tokenizer.json: clean text, ideographs apart, accents off, lower case, each where asked for. */
export function bertNormalizer(part: Part): (text: string) => string {
  const lowercase = part['lowercase'] !== false
  const stripAccents = part['strip_accents'] ?? lowercase
  return (text) => {
    let out = part['clean_text'] === false ? text : cleaned(text)
    if (part['handle_chinese_chars'] !== false) out = out.replace(ideographs, ' $& ')
    if (stripAccents) out = out.normalize('NFD').replace(/\p{Mn}/gu, '')
    return lowercase ? lowerCase(out) : out
  }
}

/** `BertPreTokenizer`: words between white space, every punctuation mark by itself. */
export function bertWords(text: string): string[] {
  return text.match(words) ?? []
}
