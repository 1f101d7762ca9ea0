import type { Language, Text } from '../retrieval.ts'
import {
  bySideAndLanguage,
  type Entry,
  type Finding,
  noted,
  quoted,
  type Side,
  sentenceLetters,
  sides,
  type Tally,
  type TextCheck,
  talliedFinding,
  tally,
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

const letters = /\p{Letter}+/gu

const lettersOf: ReadonlyMap<string, RegExp> = new Map(
  languagesOfScripts.flatMap(([scripts, languages]) => {
    const classes = scripts.map((script) => `\\p{Script=${script}}`).join('')
    return languages
      .split(' ')
      .map((language) => [language, new RegExp(`(?:(?=\\p{Letter})[${classes}])+`, 'gu')] as const)
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

/** What is known of the texts of one language on one side. */
interface Cell {
  among: number
  /** Letters of the language's script, and all letters. */
  expected: number
  all: number
  /** Whole sentences without a letter of the script. */
  readonly strange: Tally
  /** Texts of which most letters are of another script, however short: what is told of a wrong file. */
  readonly foreign: Tally
}

/**
 * Texts in another script than their language's. Names and formulas stay as they are in translations, so a single text is
 * reported only when it has 40 letters or more, and none of them is expected. Languages most of whose letters, on one side,
 * are of another script are errors: a wrong file.
 */
export function wrongScript(languages: readonly Language[]): TextCheck {
  const checked = languages.filter((language) => patternOf(language) !== undefined)
  const cells = bySideAndLanguage(
    checked,
    (): Cell => ({ among: 0, expected: 0, all: 0, strange: tally(), foreign: tally() }),
  )
  return {
    add(entry, side) {
      const cell = cells[side].get(entry.language)
      if (cell) addTo(cell, entry)
    },
    findings() {
      const found = checked
        .flatMap((language) => sides.map((side) => strangers(cells[side].get(language)!, language, side)))
        .filter(({ strange }) => strange.count > 0)
      return {
        errors: found.filter(({ wrong }) => wrong).map(({ strange }) => strange),
        warnings: found.filter(({ wrong }) => !wrong).map(({ strange }) => strange),
      }
    },
  }
}

function addTo(cell: Cell, entry: Entry): void {
  const { expected, all } = lettersIn(entry.text, entry.language)
  cell.among++
  cell.expected += expected
  cell.all += all
  if (expected === 0 && all >= sentenceLetters) noted(cell.strange, () => quoted(entry))
  if (expected < all / 2) noted(cell.foreign, () => quoted(entry))
}

/** Whether a whole sentence has no letter of its language's script. */
export function isStrange({ text, language }: Text): boolean {
  const { expected, all } = lettersIn(text, language)
  return expected === 0 && all >= sentenceLetters
}

function strangers(
  { among, expected, all, strange, foreign }: Cell,
  language: Language,
  side: Side,
): { strange: Finding; wrong: boolean } {
  const whole = all > 0 ? expected / all : 1
  const wrong = whole < 0.5
  const about = { check: 'script', language, what: `${side} in another script`, among } as const
  const so = `${Math.floor(100 * whole)} % of all letters are of its own: is it another language's file?`
  return { strange: talliedFinding({ ...about, ...(wrong && { so }) }, wrong ? foreign : strange), wrong }
}

function lettersIn(text: string, language: Language): { expected: number; all: number } {
  const pattern = patternOf(language)
  if (!pattern) return { expected: 0, all: 0 }
  return { expected: lengthOf(text.match(pattern)), all: lengthOf(text.match(letters)) }
}

/** In UTF-16 code units: runs of letters are several times fewer than letters. */
function lengthOf(runs: readonly string[] | null): number {
  let length = 0
  for (const run of runs ?? []) length += run.length
  return length
}
