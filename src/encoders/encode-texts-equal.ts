import type { Text } from '../retrieval.ts'

/** Which texts are equal, language included. */
export interface EqualTexts {
  /** For each text the number of the first that equals it: its own where it is new. */
  readonly first: Int32Array
  /** The numbers of those that are new, ascending. */
  readonly different: Int32Array
}

export function equalTexts(texts: readonly Text[]): EqualTexts {
  // A map a language: keys of both together would copy every text.
  const known = new Map<string, Map<string, number>>()
  const first = new Int32Array(texts.length)
  texts.forEach(({ language, text }, number) => {
    const ofLanguage = known.get(language) ?? new Map<string, number>()
    known.set(language, ofLanguage)
    const original = ofLanguage.get(text) ?? number
    if (original === number) ofLanguage.set(text, number)
    first[number] = original
  })
  return { first, different: Int32Array.from(first.keys()).filter((number) => first[number] === number) }
}
