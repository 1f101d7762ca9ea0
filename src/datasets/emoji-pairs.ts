import type { Language } from '../retrieval.ts'
import type { Annotation } from './cldr-annotations.ts'
import type { Pair, TrainingPair } from './training-pairs.ts'

/** Characters left after each step of cleaning. */
export interface CleaningCounts {
  /** Emoji annotated in at least one language. */
  readonly emoji: number
  /** … with a name and keywords in every language. */
  readonly parallel: number
  /** … with at least two keywords that are not the name, in every language. */
  readonly worded: number
  /** … whose name and keywords are no other's, in every language. */
  readonly distinct: number
}

/**
 * Parallel pairs, name → keywords, out of the annotations of several languages; in code-point order.
 *
 * A keyword equal to the name gives the answer away and is dropped; an emoji needs two others in every language.
 * Two emoji with the same name or the same keywords in any language would be each other's false negatives: the first
 * in code-point order stays. Texts are compared by `comparable` and kept as published.
 */
export function emojiPairs(annotations: ReadonlyMap<Language, ReadonlyMap<string, Annotation>>): {
  readonly pairs: readonly TrainingPair[]
  readonly counts: CleaningCounts
} {
  const sources = [...annotations].map(([language, of]) => ({ language, of, separator: listSeparator(language) }))
  const emoji = [...new Set(sources.flatMap(({ of }) => [...of.keys()].filter(isEmoji)))].sort()
  const parallel = emoji.filter((each) => sources.every(({ of }) => of.has(each)))
  const worded = parallel.flatMap((each) => wordedTranslations(each, sources) ?? [])
  const taken = new Set<string>()
  const distinct = worded.filter(({ keys }) => {
    if (keys.some((key) => taken.has(key))) return false
    for (const key of keys) taken.add(key)
    return true
  })
  const counts = { emoji: emoji.length, parallel: parallel.length, worded: worded.length, distinct: distinct.length }
  return { pairs: distinct.map(({ pair }) => pair), counts }
}

/**
 * Whether a character is an emoji that stands for itself: no symbol such as ∑, no part of other emoji (skin tones, hair).
 *
 * `Extended_Pictographic` holds the code points reserved for emoji as well. `RGI_Emoji` and `Emoji` do not, and would
 * make the data depend on the Unicode version of the Node that reads it.
 */
export function isEmoji(character: string): boolean {
  return /^(?:\p{Extended_Pictographic}|[#*0-9]\u20e3)/u.test(character) && !/^\p{Emoji_Component}$/u.test(character)
}

/**
 * A text as it is compared: compatibility forms, case, punctuation, invisible characters and marks common to many
 * scripts (accents, Arabic vowel signs, tatweel) do not tell two texts apart. Marks of one script do, as the vowel
 * signs of Devanagari and Thai: without them different words would fall together.
 */
export function comparable(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{Default_Ignorable_Code_Point}\u0640]/gu, '')
    .replace(/(?=\p{Script=Inherited})\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
}

interface Source {
  readonly language: Language
  readonly of: ReadonlyMap<string, Annotation>
  readonly separator: string
}

interface Worded {
  readonly pair: TrainingPair
  /** What no other emoji may have: its name and its keyword set in each language. */
  readonly keys: readonly string[]
}

function wordedTranslations(emoji: string, sources: readonly Source[]): Worded | undefined {
  const translations: Record<Language, Pair> = {}
  const keys: string[] = []
  for (const { language, of, separator } of sources) {
    const { name, keywords } = of.get(emoji)!
    const title = comparable(name)
    const kept = new Map<string, string>()
    for (const keyword of keywords) {
      const key = comparable(keyword)
      if (key !== '' && key !== title && !kept.has(key)) kept.set(key, keyword)
    }
    if (title === '' || kept.size < 2) return undefined
    translations[language] = { anchor: name, positive: [...kept.values()].join(separator) }
    keys.push(`${language} name ${title}`, `${language} keywords ${[...kept.keys()].sort().join(', ')}`)
  }
  return { pair: { concept: conceptOf(emoji), translations }, keys }
}

/** `emoji:1f9d1-200d-2695`: the code points in hexadecimal. */
function conceptOf(emoji: string): string {
  return `emoji:${[...emoji].map((character) => character.codePointAt(0)!.toString(16)).join('-')}`
}

/** What stands between the items of a list, by the script the language is written in. */
export function listSeparator(language: Language): string {
  const { script } = new Intl.Locale(language).maximize()
  if (script === 'Arab') return '، '
  return script === 'Hans' || script === 'Hant' || script === 'Jpan' ? '、' : ', '
}
