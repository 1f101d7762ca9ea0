import type { Language, Text } from '../retrieval.ts'
import {
  entriesOf,
  type Finding,
  finding,
  type Inspected,
  quoted,
  type Side,
  sentenceLetters,
  sides,
} from './finding.ts'

/** Unicode scripts of the languages of known data sets, by ISO 639-1; a language that is not here is not checked. */
const languagesOfScripts: readonly (readonly [scripts: readonly string[], languages: string])[] = [
  [['Arabic'], 'ar fa ur'],
  [['Bengali'], 'bn'],
  [['Cyrillic'], 'bg ru uk'],
  [['Devanagari'], 'hi mr ne'],
  [['Greek'], 'el'],
  [['Han', 'Bopomofo'], 'zh'],
  [['Han', 'Hiragana', 'Katakana'], 'ja'],
  [['Hangul', 'Han'], 'ko'],
  [['Hebrew'], 'he'],
  [['Khmer'], 'km'],
  [['Latin'], 'cs da de en es et fi fr ht hu id it ms nl no pl pt qu ro sv sw tr vi yo'],
  [['Tamil'], 'ta'],
  [['Telugu'], 'te'],
  [['Thai'], 'th'],
]

const letter = /\p{Letter}/gu

const lettersOf: ReadonlyMap<string, RegExp> = new Map(
  languagesOfScripts.flatMap(([scripts, languages]) => {
    const classes = scripts.map((script) => `\\p{Script=${script}}`).join('')
    return languages.split(' ').map((language) => [language, new RegExp(`(?=\\p{Letter})[${classes}]`, 'gu')] as const)
  }),
)

const patterns = new Map<Language, RegExp | undefined>()

/** What matches the letters of a language; undefined where they are not known. */
function patternOf(language: Language): RegExp | undefined {
  if (!patterns.has(language)) patterns.set(language, lettersOf.get(usualCode(language) ?? ''))
  return patterns.get(language)
}

/** `ar` of `ar`, `ara` and `ara-Arab`; undefined of what is no code, and of a language in a script that is not its usual one. */
function usualCode(language: Language): string | undefined {
  try {
    const { language: base, script } = new Intl.Locale(language.replaceAll('_', '-'))
    const isUsual =
      script === undefined || /^Han[st]$/.test(script) || new Intl.Locale(base).maximize().script === script
    return isUsual ? base : undefined
  } catch {
    return undefined
  }
}

/** Share of a text's letters that its language is written in, in [0, 1]; undefined without letters, or of an unknown language. */
export function scriptShare({ text, language }: Text): number | undefined {
  const { expected, all } = lettersIn(text, language)
  return all > 0 ? expected / all : undefined
}

export interface ScriptFindings {
  /** Languages most of whose letters, on one side, are of another script: a wrong file. */
  readonly errors: readonly Finding[]
  /** Single texts without a letter of their language's script. */
  readonly warnings: readonly Finding[]
}

/**
 * Texts in another script than their language's. Names and formulas stay as they are in translations, so a single text is
 * reported only when it has 40 letters or more, and none of them is expected.
 */
export function wrongScript(dataset: Inspected): ScriptFindings {
  const found = dataset.languages
    .filter((language) => patternOf(language) !== undefined)
    .flatMap((language) => sides.map((side) => strangers(dataset, side, language)))
    .filter(({ strange }) => strange.count > 0)
  return {
    errors: found.filter(({ wrong }) => wrong).map(({ strange }) => strange),
    warnings: found.filter(({ wrong }) => !wrong).map(({ strange }) => strange),
  }
}

/** Whether a whole sentence has no letter of its language's script. */
export function isStrange({ text, language }: Text): boolean {
  const { expected, all } = lettersIn(text, language)
  return expected === 0 && all >= sentenceLetters
}

function strangers(dataset: Inspected, side: Side, language: Language): { strange: Finding; wrong: boolean } {
  const own = entriesOf(dataset, side, language)
  const whole = wholeShare(own)
  const wrong = whole < 0.5
  const about = { check: 'script', language, what: `${side} in another script`, among: own.length } as const
  const so = `${Math.floor(100 * whole)} % of all letters are of its own: is it another language's file?`
  // Of a wrong file every text counts, however short.
  const strange = own.filter((entry) => (wrong ? (scriptShare(entry) ?? 1) < 0.5 : isStrange(entry)))
  return { strange: finding({ ...about, ...(wrong && { so }) }, strange, quoted), wrong }
}

function wholeShare(texts: readonly Text[]): number {
  let [found, total] = [0, 0]
  for (const { text, language } of texts) {
    const { expected, all } = lettersIn(text, language)
    found += expected
    total += all
  }
  return total > 0 ? found / total : 1
}

function lettersIn(text: string, language: Language): { expected: number; all: number } {
  const pattern = patternOf(language)
  if (!pattern) return { expected: 0, all: 0 }
  return { expected: text.match(pattern)?.length ?? 0, all: text.match(letter)?.length ?? 0 }
}
