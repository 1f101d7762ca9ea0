/**
 * What stands between words for sure, whatever is beside it: no letter, digit or mark, the same after every
 * normalisation, composed with no mark, and looked through by no rule of casing (as `'` `.` `:` are, before which Σ is
 * not the last letter). White space is Unicode's, not JavaScript's, which counts U+FEFF in.
 */
const separators: readonly number[] = [
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
  ...Array.from({ length: 11 }, (_, i) => 0x2000 + i),
  ...Array.from('!"#%&()*,-/;?@[\\]{}«»“”–—，！？；（）', (sign) => sign.codePointAt(0)!),
]

/** For JavaScript. */
export const separator: RegExp = new RegExp(`[${separators.map((code) => `\\u{${code.toString(16)}}`).join('')}]+`, 'u')

/** Never a word, as brackets separate words. */
const unknown = '[UNK]'

/**
 * A tokenizer.json that splits a text into words and looks each up.
 *
 * @param words word i is token i
 * @param unknownWords `refuse`: an unknown word is an error; `skip`: it is the token behind the last word
 */
export function wordTokenizer(words: readonly string[], unknownWords: 'refuse' | 'skip'): object {
  const known = unknownWords === 'skip' ? [...words, unknown] : words
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: {
      type: 'Split',
      pattern: { Regex: `[${separators.map((code) => `\\x{${code.toString(16)}}`).join('')}]+` },
      behavior: 'Removed',
      invert: false,
    },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab: Object.fromEntries(known.map((word, id) => [word, id])), unk_token: unknown },
  }
}
