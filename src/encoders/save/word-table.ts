import { separator } from './word-tokenizer.ts'

/** A static encoder's words with a row each, of which a text's vector is the mean again. */
export interface WordTable {
  /** In the order in which they are first seen. */
  readonly words: readonly string[]
  /** words × dimensions: the sum of the rows of the word's features. */
  readonly rows: Float32Array
}

export interface WordTableSource {
  readonly dimensions: number
  table(): Float32Array
  features(text: string): Int32Array
}

/**
 * Text → words by separators, and each word's features summed up. No tokenizer of Hugging Face's can hash n-grams, but
 * features stay inside words: the sum over a text's words is the sum over its features, and scaled to length 1 both are
 * the same vector. So the encoder is carried over exactly, for texts that are made of the words given.
 *
 * @throws {RangeError} a text without a letter or digit, whose features are not its words'
 */
export function wordTable({ dimensions, table, features }: WordTableSource, texts: Iterable<string>): WordTable {
  const lists = new Map<string, Int32Array>()
  for (const text of texts) {
    const words = wordsOf(text)
    for (const word of words) if (!lists.has(word)) lists.set(word, featuresInside(word, features))
    requireSame(text, { own: features(text), ofWords: words.map((word) => lists.get(word)!) })
  }
  const values = table()
  const rows = new Float32Array(lists.size * dimensions)
  let at = 0
  for (const list of lists.values()) {
    rows.set(sumOfRows(values, list, dimensions), at)
    at += dimensions
  }
  return { words: [...lists.keys()], rows }
}

function wordsOf(text: string): string[] {
  return text.split(separator).filter((word) => word !== '')
}

/** Alone, signs without a letter have features; within a text they have none. So the word stands behind another here. */
function featuresInside(word: string, features: WordTableSource['features']): Int32Array {
  return features(`a ${word}`).subarray(features('a').length)
}

function requireSame(
  text: string,
  { own, ofWords }: { readonly own: Int32Array; readonly ofWords: readonly Int32Array[] },
): void {
  const sorted = Int32Array.from(ofWords.flatMap((list) => [...list])).sort()
  if (own.length > 0 && own.toSorted().join() === sorted.join()) return
  throw new RangeError(
    `saveEncoder: a text must hold a letter or a digit, and have its words' features; got ${JSON.stringify(text.slice(0, 60))}. Leave it out.`,
  )
}

function sumOfRows(table: Float32Array, list: Int32Array, dimensions: number): Float64Array {
  const sum = new Float64Array(dimensions)
  for (const row of list) {
    for (let i = 0; i < dimensions; i++) sum[i] = sum[i]! + table[row * dimensions + i]!
  }
  return sum
}
