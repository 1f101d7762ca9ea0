import { bertNormalizer } from './bert.ts'
import { charsmapNormalizer, sentencePieceNormalizer } from './charsmap.ts'
import { type Part, partsOf, shown, unsupported } from './definition.ts'
import { lowerCase } from './lower-case.ts'
import { pattern } from './pattern.ts'

type Normalize = (text: string) => string

const makers: Readonly<Record<string, (part: Part) => Normalize>> = {
  Sequence: (part) => {
    const all = partsOf(part, 'normalizers').map((each) => normalizer(each))
    return (text) => all.reduce((before, normalize) => normalize(before), text)
  },
  Precompiled: (part) => precompiled(part['precompiled_charsmap'], charsmapNormalizer),
  SentencePiece: (part) => precompiled(part['precompiled_charsmap'], sentencePieceNormalizer),
  BertNormalizer: bertNormalizer,
  Replace: replace,
  NFC: () => (text) => text.normalize('NFC'),
  NFD: () => (text) => text.normalize('NFD'),
  NFKC: () => (text) => text.normalize('NFKC'),
  NFKD: () => (text) => text.normalize('NFKD'),
  Lowercase: () => lowerCase,
  StripAccents: () => (text) => text.replace(/\p{M}/gu, ''),
  Strip: strip,
  Prepend: (part) => (text) => (text === '' ? '' : `${String(part['prepend'])}${text}`),
}

/**
 * What the normaliser of a tokenizer.json does, in the order of its parts. `SentencePiece` is not part of tokenizer.json:
 * `m2m100Definition` makes it.
 *
 * NFD, NFKC, NFKD and StripAccents follow the Unicode of this runtime, where Hugging Face's tables are older: beside
 * Unicode 17, 192 code points at most of later scripts decompose otherwise (21 under NFD), and 450 later marks stay
 * there. All others agree, one by one, and so do NFC, Lowercase, Strip and BertNormalizer but for those 21.
 *
 * @throws {RangeError} a part of a kind that is not followed exactly
 */
export function normalizer(part: Part | undefined): Normalize {
  if (part === undefined) return (text) => text
  const make = Object.hasOwn(makers, part.type) ? makers[part.type] : undefined
  if (make === undefined) throw unsupported('normalizer', part.type, Object.keys(makers))
  return make(part)
}

function precompiled(charsmap: unknown, read: (charsmap: string) => Normalize): Normalize {
  // Some files state the part and leave its map out; then nothing is replaced.
  if (charsmap === null || charsmap === undefined || charsmap === '') return (text) => text
  if (typeof charsmap === 'string') return read(charsmap)
  throw new TypeError(
    `pretrainedTokenizer: precompiled_charsmap must be base64; got ${shown(charsmap)}. Fetch tokenizer.json again.`,
  )
}

function replace(part: Part): Normalize {
  const content = String(part['content'] ?? '')
  const found = pattern(part)
  // A function: `$` in the content stands for itself.
  return (text) => text.replace(found, () => content)
}

function strip(part: Part): Normalize {
  const left = part['strip_left'] === true ? /^\p{White_Space}+/u : undefined
  const right = part['strip_right'] === true
  return (text) => {
    const begun = left === undefined ? text : text.replace(left, '')
    return right ? withoutTrailingSpace(begun) : begun
  }
}

/** From the end: an expression anchored there takes quadratic time over runs of spaces inside. */
function withoutTrailingSpace(text: string): string {
  let end = text.length
  while (end > 0 && /\p{White_Space}/u.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
