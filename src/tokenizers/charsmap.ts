import { type CacheBounds, remembered } from './bounded-cache.ts'

/** Of the stretches between spaces. About 5 MB when full. */
const bounds: CacheBounds = { size: 20_000, longestKey: 64 }

/** Units of the double array that a charsmap begins with, and where the replacements follow. */
interface Charsmap {
  readonly units: Uint32Array
  /** Replacements in UTF-8, each ended by a zero byte. */
  readonly replacements: Uint8Array
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** Hugging Face looks up a grapheme as a whole only below this many bytes of UTF-8. */
const shortGrapheme = 6

/**
 * Characters that may share a grapheme with a neighbour: marks, joiners, controls (CR LF), regional indicators, skin
 * tones, conjoining jamo, halfwidth voicing marks, Thai and Lao AM, vowels of Kirat Rai, and letters that attach to the
 * next, most of them in Brahmic scripts that are taken whole.
 */
const joining =
  /[\p{M}\p{C}\p{RI}\p{Emoji_Modifier}\p{Grapheme_Extend}\u{d4e}\u{e33}\u{eb3}\u{1100}-\u{11ff}\u{a960}-\u{a97f}\u{d7b0}-\u{d7ff}\u{11000}-\u{11fff}\u{16d63}-\u{16d6a}]/u

/** Characters that attach to what follows, a space too. */
const attaching = /[\p{Cf}\u{d4e}\u{11000}-\u{11fff}]/u

/**
 * SentencePiece's normaliser, from the `precompiled_charsmap` of tokenizer.json: each grapheme cluster below 6 bytes,
 * or else each character of it, is replaced as the map says. As Hugging Face's tokenizers do it, the first hit of a
 * search along the bytes decides, so that a grapheme is replaced by what its shortest mapped beginning maps to.
 *
 * @param charsmap base64: length of the double array in bytes, the array, the replacements
 * @throws {RangeError} the map is cut off, or a length in it lies
 * @see Yata's darts-clone, for the layout of a unit
 */
export function charsmapNormalizer(charsmap: string): (text: string) => string {
  const map = readCharsmap(charsmap)
  const character = rememberedCharacters(map)
  const stretch = remembered((text) => normalized(text, map, character), bounds)
  return (text) => {
    if (attaching.test(text)) return normalized(text, map, character)
    let out = ''
    for (let start = 0; start < text.length; ) {
      // A grapheme begins at every space: nothing before one attaches to it here.
      const space = text.indexOf(' ', start + 1)
      const end = space < 0 ? text.length : space
      out += stretch(text.slice(start, end))
      start = end
    }
    return out
  }
}

function readCharsmap(charsmap: string): Charsmap {
  const bytes = Buffer.from(charsmap, 'base64')
  const length = bytes.length < 4 ? Number.NaN : bytes.readUInt32LE(0)
  if (!(length % 4 === 0 && length > 0 && length + 4 <= bytes.length)) {
    throw new RangeError(
      `charsmapNormalizer: a charsmap must hold the double array whose length it begins with; got ${bytes.length} ` +
        `bytes and the length ${length}. Fetch tokenizer.json again.`,
    )
  }
  const units = Uint32Array.from({ length: length / 4 }, (_, unit) => bytes.readUInt32LE(4 + 4 * unit))
  return { units, replacements: bytes.subarray(4 + length) }
}

/** Replacements of single characters, each looked up once; undefined where the character stays. */
function rememberedCharacters(map: Charsmap): (character: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (character) => {
    const found = known.get(character)
    if (found !== undefined || known.has(character)) return found
    const replacement = lookUp(map, encoder.encode(character))
    known.set(character, replacement)
    return replacement
  }
}

function normalized(text: string, map: Charsmap, character: (one: string) => string | undefined): string {
  let out = ''
  if (!joining.test(text)) {
    for (const one of text) out += character(one) ?? one
    return out
  }
  for (const { segment } of graphemes.segment(text)) {
    const whole = segment.length < shortGrapheme ? shortReplacement(segment, map, character) : undefined
    if (whole === undefined) for (const one of segment) out += character(one) ?? one
    else out += whole
  }
  return out
}

function shortReplacement(
  grapheme: string,
  map: Charsmap,
  character: (one: string) => string | undefined,
): string | undefined {
  if (grapheme.length === 1) return character(grapheme)
  const bytes = encoder.encode(grapheme)
  return bytes.length < shortGrapheme ? lookUp(map, bytes) : undefined
}

/**
 * The same map as SentencePiece itself reads it: at each place the longest text that it holds is replaced, whatever the
 * graphemes. This and Hugging Face's way differ where marks follow a mapped letter.
 *
 * @throws {RangeError} as `charsmapNormalizer`
 */
export function sentencePieceNormalizer(charsmap: string): (text: string) => string {
  const map = readCharsmap(charsmap)
  return (text) => {
    const bytes = encoder.encode(text)
    let out = ''
    for (let at = 0, kept = 0; at <= bytes.length; ) {
      const found = at < bytes.length ? longest(map, bytes, at) : undefined
      if (found === undefined && at < bytes.length) at += width(bytes[at] as number)
      else {
        out += decoder.decode(bytes.subarray(kept, at)) + (found ? replacement(map.replacements, found.start) : '')
        at = kept = found?.end ?? bytes.length + 1
      }
    }
    return out
  }
}

/** Where the longest held text from `from` ends, and where its replacement starts. */
function longest({ units }: Charsmap, bytes: Uint8Array, from: number): { end: number; start: number } | undefined {
  let found: { end: number; start: number } | undefined
  let at = offset(units[0] as number)
  for (let end = from; end < bytes.length; ) {
    const byte = bytes[end++] as number
    at ^= byte
    const unit = units[at] ?? 0
    if (byte === 0 || (unit & 0x8000_00ff) >>> 0 !== byte) break
    at ^= offset(unit)
    if ((unit >>> 8) & 1) found = { end, start: (units[at] ?? 0) & 0x7fff_ffff }
  }
  return found
}

/** Bytes of a character by its first. */
function width(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

/** The replacement of the shortest beginning of `bytes` that the double array holds. */
function lookUp({ units, replacements }: Charsmap, bytes: Uint8Array): string | undefined {
  let at = offset(units[0] as number)
  for (const byte of bytes) {
    if (byte === 0) return undefined
    at ^= byte
    const unit = units[at] ?? 0
    // The label's bits and the bit of a value: a value is no label.
    if ((unit & 0x8000_00ff) >>> 0 !== byte) return undefined
    at ^= offset(unit)
    if ((unit >>> 8) & 1) return replacement(replacements, (units[at] ?? 0) & 0x7fff_ffff)
  }
  return undefined
}

function offset(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6)
}

function replacement(replacements: Uint8Array, start: number): string {
  const end = replacements.indexOf(0, start)
  return decoder.decode(replacements.subarray(start, end < 0 ? replacements.length : end))
}
