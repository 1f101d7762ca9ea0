import { fnv1a } from '../random.ts'

export interface CharacterNgramOptions {
  /** Features are hashed to 0 … buckets − 1. */
  readonly buckets: number
  /** Shortest and longest n-gram, in characters, of words in scripts that put spaces between words. */
  readonly ngrams: readonly [shortest: number, longest: number]
}

/** Text → feature numbers, repeated as often as the feature occurs. The order means nothing. */
export type Features = (text: string) => Int32Array

/** Scripts written without spaces, where a word cannot be had without a dictionary; their words are 2 or 3 characters. */
const unspacedNgrams = [1, 3] as const
const scripts = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const unspaced = `[${scripts.map((script) => `\\p{scx=${script}}`).join('')}]+`
const runs = new RegExp(`${unspaced}|(?:(?!${unspaced})[\\p{L}\\p{N}\\p{M}])+`, 'gu')
const unspacedRun = new RegExp(`^${unspaced}$`, 'u')
const mark = /^\p{M}$/u

/** Each kind hashes from a basis of its own, so that the word "cat" and the n-gram "cat" are two features. */
const bases = { word: fnv1a('word'), ngram: fnv1a('n-gram'), unspaced: fnv1a('unspaced') }

/**
 * Words and character n-grams, hashed to buckets (the hashing trick): "cats" with 3-grams gives the word `cats` and
 * `<ca`, `cat`, `ats`, `ts>`. Runs of scripts without spaces give their 1- to 3-grams instead. Text without a letter,
 * digit or mark is split at white space alone, so that "!?" still has features; blank text has none.
 *
 * @throws {RangeError} `buckets` is not a positive integer; `ngrams` is not an ascending pair of positive integers
 * @see Bojanowski et al. 2017, §3.2, arXiv:1607.04606
 */
export function characterNgrams({ buckets, ngrams }: CharacterNgramOptions): Features {
  if (!Number.isSafeInteger(buckets) || buckets < 1 || buckets > 2 ** 31) {
    throw new RangeError(`characterNgrams: buckets must be a positive integer up to 2³¹; got ${buckets}.`)
  }
  const [shortest, longest] = ngrams
  if (!Number.isSafeInteger(shortest) || !Number.isSafeInteger(longest) || shortest < 1 || longest < shortest) {
    throw new RangeError(`characterNgrams: ngrams must be two positive integers, ascending; got [${ngrams}].`)
  }
  return (text) => {
    const features: number[] = []
    const normal = normalized(text)
    for (const run of normal.match(runs) ?? normal.match(/\S+/gu) ?? []) {
      if (unspacedRun.test(run)) {
        // A lone mark is no unit of anything; within longer n-grams it belongs to its letter.
        for (const gram of grams([...run], unspacedNgrams)) {
          if (!mark.test(gram)) features.push(fnv1a(gram, bases.unspaced) % buckets)
        }
      } else {
        features.push(fnv1a(run, bases.word) % buckets)
        const bounded = [...`<${run}>`]
        // The longest n-gram would be the word over again.
        const limit = Math.min(longest, bounded.length - 1)
        for (const gram of grams(bounded, [shortest, limit])) features.push(fnv1a(gram, bases.ngram) % buckets)
      }
    }
    return Int32Array.from(features)
  }
}

function* grams(characters: readonly string[], [shortest, longest]: readonly [number, number]): Generator<string> {
  for (let length = shortest; length <= longest; length++) {
    for (let start = 0; start + length <= characters.length; start++) {
      yield characters.slice(start, start + length).join('')
    }
  }
}

/** What differs between spellings of one word: compatibility forms, case, Arabic vowel signs and tatweel, invisible characters. */
function normalized(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      // İ becomes i and a dot above, which no other i has.
      .replaceAll('i\u0307', 'i')
      .replace(/[\u0640\u064b-\u0652\u0670\p{Cf}]/gu, '')
  )
}
