import { fnv1a } from '../random.ts'
import type { Document, Language } from '../retrieval.ts'
import { isSentence } from './copies.ts'
import { comparable } from './duplicates.ts'

/** Documents, and those long enough for a sentence, whose text no other has: what need not be held to be counted. */
export interface Apart {
  readonly documents: ReadonlyMap<Language, number>
  readonly sentences: ReadonlyMap<Language, number>
}

export const noneApart: Apart = { documents: new Map(), sentences: new Map() }

/** Documents whose text another has too, in any language, and the numbers of the others. */
export interface RepeatedTexts {
  readonly repeated: readonly Document[]
  readonly apart: Apart
}

/** Tells which texts may have been seen before without holding any: 2 bytes a text. */
export interface SeenFilter {
  /** @returns whether the text, or with a probability of .05 % another one, was added before */
  add(text: string): boolean
  has(text: string): boolean
}

const bitsEach = 16
const probes = 8

/**
 * A Bloom filter: what was added is always found.
 *
 * @param expected how many texts there will be; of more, more are taken for seen
 * @see Bloom: Space/time trade-offs in hash coding with allowable errors, CACM 1970
 */
export function seenFilter(expected: number): SeenFilter {
  // Places are 32-bit numbers.
  const bits = Math.min(2 ** 32, Math.max(64, expected * bitsEach))
  const bytes = new Uint8Array(Math.ceil(bits / 8))
  const places = (text: string): number[] => {
    const [first, step] = [fnv1a(text), fnv1a(text, 0x1234567) * 2 + 1]
    return Array.from({ length: probes }, (_, i) => (first + i * step) % bits)
  }
  const isSet = (place: number): boolean => ((bytes[place >>> 3]! >> (place & 7)) & 1) === 1
  return {
    has: (text) => places(text).every(isSet),
    add(text) {
      const own = places(text)
      const before = own.every(isSet)
      for (const place of own) bytes[place >>> 3]! |= 1 << (place & 7)
      return before
    },
  }
}

/**
 * The repeated texts of documents that are read twice, the second time only where one is repeated.
 *
 * @param breathe awaited before each document
 * @param look is shown each document once
 */
export async function repeatedAmong(
  documents: AsyncIterable<Document> & { readonly length: number },
  breathe: () => Promise<void>,
  look: (document: Document) => void,
): Promise<RepeatedTexts> {
  const [seen, again] = [seenFilter(documents.length), seenFilter(documents.length)]
  let any = false
  for await (const document of documents) {
    await breathe()
    look(document)
    const text = comparable(document.text)
    if (!seen.add(text)) continue
    again.add(text)
    any = true
  }
  return any ? gathered(documents, breathe, again) : { repeated: [], apart: noneApart }
}

async function gathered(
  documents: AsyncIterable<Document>,
  breathe: () => Promise<void>,
  again: SeenFilter,
): Promise<RepeatedTexts> {
  const repeated: Document[] = []
  const apart = { documents: new Map<Language, number>(), sentences: new Map<Language, number>() }
  const count = (into: Map<Language, number>, { language }: Document): void => {
    into.set(language, (into.get(language) ?? 0) + 1)
  }
  for await (const document of documents) {
    await breathe()
    if (again.has(comparable(document.text))) repeated.push(document)
    else {
      count(apart.documents, document)
      if (isSentence(document)) count(apart.sentences, document)
    }
  }
  return { repeated, apart }
}
