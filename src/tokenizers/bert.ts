import type { Part } from './definition.ts'
import { lowerCase } from './lower-case.ts'
import { unicode8 } from './unicode-8.ts'

/** All of ASCII that is neither letter, digit nor space, and Unicode's. */
const punctuation = `[!-\\/:-@\\[-\`\\{-~${unicode8.punctuation}]`
const words = new RegExp(`${punctuation}|[^\\p{White_Space}${punctuation}]+`, 'gv')
const unclean = new RegExp(`[\\0\\ufffd\\p{White_Space}${unicode8.other}]`, 'gv')
const marks = new RegExp(unicode8.nonspacing, 'gv')

/** Ideographs, which stand alone as words, in the ranges of Hugging Face's code: U+2B820 … U+2B91F lack there. */
const ideographs =
  /[\u{4e00}-\u{9fff}\u{3400}-\u{4dbf}\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{f900}-\u{faff}\u{2f800}-\u{2fa1f}]/gu

/** White space becomes a space; NUL, the replacement character, and controls but tab and line ends go. */
function cleaned(text: string): string {
  return text.replace(unclean, (one) => (/[\t\n\r]|[^\p{C}\ufffd]/u.test(one) ? ' ' : ''))
}

/** `BertNormalizer` of tokenizer.json: clean text, ideographs apart, accents off, lower case, each where asked for. */
export function bertNormalizer(part: Part): (text: string) => string {
  const lowercase = part['lowercase'] !== false
  const stripAccents = part['strip_accents'] ?? lowercase
  return (text) => {
    let out = part['clean_text'] === false ? text : cleaned(text)
    if (part['handle_chinese_chars'] !== false) out = out.replace(ideographs, ' $& ')
    if (stripAccents) out = out.normalize('NFD').replace(marks, '')
    return lowercase ? lowerCase(out) : out
  }
}

/** `BertPreTokenizer`: words between white space, every punctuation mark by itself. */
export function bertWords(text: string): string[] {
  return text.match(words) ?? []
}
