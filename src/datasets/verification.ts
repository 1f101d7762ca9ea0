import type { Language } from '../retrieval.ts'

/** One broken rule of a data set: where, what must hold, what came, what to do about it. */
export interface Violation {
  /** `queries.jsonl:14` where the loader knows, else `queries[13]`. */
  readonly place: string
  readonly rule: string
  readonly got: unknown
  readonly remedy: string
}

/** The message of a violation: `dataset: demo: queries.jsonl:14: query ids must be unique; got "en:7" again. Drop one.` */
export function violationMessage(from: string, { place, rule, got, remedy }: Violation): string {
  return `${from}: ${place}: ${rule}; got ${shown(got)}. ${remedy}`
}

/** A value as an error shows it: quoted when it is a string, cut when it is long. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

// Direction marks, byte-order marks and zero-width spaces are not white space to String.trim, yet nobody can read them.
const readable = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u

/** Whether nothing of the text can be seen: empty, or only spaces, controls and invisible marks. */
export function isBlank(text: string): boolean {
  return !readable.test(text)
}

/**
 * The text, known to be one that can be encoded.
 *
 * @throws {TypeError} it is not a string
 * @throws {RangeError} it is blank, or holds half a surrogate pair (a sign of texts cut at the wrong unit)
 */
export function verifiedText(from: string, text: unknown, { place, of }: { place: string; of: string }): string {
  const rule = `${of} must be a text one can read`
  const remedy = 'Fill it in, or leave the entry out.'
  if (typeof text !== 'string') throw new TypeError(violationMessage(from, { place, rule, got: text, remedy }))
  if (isBlank(text)) throw new RangeError(violationMessage(from, { place, rule, got: text, remedy }))
  if (text.isWellFormed()) return text
  throw new RangeError(
    violationMessage(from, {
      place,
      rule: `${of} must be well-formed Unicode`,
      got: text,
      remedy: 'Cut texts by code point.',
    }),
  )
}

/**
 * The languages as a frozen list.
 *
 * @throws {RangeError} there is none, or one is blank or listed twice
 */
export function verifiedLanguages(from: string, languages: readonly Language[]): readonly Language[] {
  if (languages.length === 0) {
    const rule = 'there must be at least one language'
    throw new RangeError(
      violationMessage(from, { place: 'languages', rule, got: '[]', remedy: "Name one, as ['en']." }),
    )
  }
  languages.forEach((language, index) => {
    const place = `languages[${index}]`
    verifiedText(from, language, { place, of: 'language' })
    if (languages.indexOf(language) === index) return
    const rule = 'languages must differ'
    throw new RangeError(violationMessage(from, { place, rule, got: language, remedy: 'List each language once.' }))
  })
  return Object.freeze([...languages])
}

/**
 * A function that passes each id once.
 *
 * @param kind what the ids name, as in 'query' or 'document'
 */
export function uniqueIds(from: string, kind: string): (id: string, place: string) => void {
  const seen = new Map<string, string>()
  return (id, place) => {
    const first = seen.get(id)
    if (first !== undefined) {
      const rule = `${kind} ids must be unique`
      const remedy = `It was used at ${first}; rename or drop one.`
      throw new RangeError(violationMessage(from, { place, rule, got: id, remedy }))
    }
    seen.set(id, place)
  }
}

/** @throws {RangeError} the language is not one of those announced */
export function verifyLanguage(
  from: string,
  language: Language,
  options: { place: string; known: ReadonlySet<Language> },
): void {
  if (options.known.has(language)) return
  const rule = `language must be one of ${[...options.known].sort().join(', ')}`
  const remedy = 'Add it to languages, or leave the entry out.'
  throw new RangeError(violationMessage(from, { place: options.place, rule, got: language, remedy }))
}

/** @throws {RangeError} a language was announced and has no entry: means over it would be empty */
export function verifyLanguagesUsed(from: string, languages: readonly Language[], used: ReadonlySet<Language>): void {
  const idle = languages.findIndex((language) => !used.has(language))
  if (idle < 0) return
  const rule = 'every language must have an entry'
  const remedy = 'Leave it out of languages.'
  throw new RangeError(violationMessage(from, { place: `languages[${idle}]`, rule, got: languages[idle], remedy }))
}
