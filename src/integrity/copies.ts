import type { Language, Text } from '../retrieval.ts'
import {
  type Entry,
  entriesOf,
  type Finding,
  type Findings,
  finding,
  type Inspected,
  quoted,
  type Side,
  sentenceLetters,
  sides,
} from './finding.ts'
import type { Apart } from './repeated-texts.ts'
import { isStrange } from './script.ts'

/**
 * Sentences that stand in two languages, word for word: what tells a copied file from a translated one where both are
 * written in one script. Counted at the language announced later, for nothing says which of the two is right. Single
 * sentences in a script that is not their own are left to that check. Where one language repeats more than half of the
 * other's sentences, it is one file under two names: an error.
 *
 * @param apart documents that are not given, since their text stands nowhere else
 */
export function copies(dataset: Inspected, apart: Apart): Findings {
  const found = sides.flatMap((side) => copiesOn(dataset, side, side === 'documents' ? apart.sentences : new Map()))
  return {
    errors: found.filter(({ whole }) => whole).map(({ copied }) => copied),
    warnings: found.filter(({ whole }) => !whole).map(({ copied }) => copied),
  }
}

/** The sentences of a language, by their text. */
interface Sentences {
  readonly language: Language
  readonly entries: ReadonlyMap<string, Entry>
  /** How many there are, with those that are not given. */
  readonly size: number
}

function copiesOn(
  dataset: Inspected,
  side: Side,
  apart: ReadonlyMap<Language, number>,
): { copied: Finding; whole: boolean }[] {
  const all = dataset.languages.map((language) => {
    const entries = sentencesOf(dataset, side, language)
    return { language, entries, size: entries.size + (apart.get(language) ?? 0) }
  })
  return all.flatMap((own, at) => all.slice(0, at).flatMap((other) => shared(side, own, other)))
}

function shared(side: Side, own: Sentences, other: Sentences): { copied: Finding; whole: boolean }[] {
  const both = [...own.entries].filter(([text]) => other.entries.has(text))
  const whole = both.length > own.size / 2
  const told = both.filter(([text, entry]) => whole || !(isStrange(entry) || isStrange(other.entries.get(text)!)))
  if (told.length === 0) return []
  const what = `long ${side} that stand in ${other.language} too, word for word`
  const about = { check: 'copies', language: own.language, what, among: own.size } as const
  return [{ copied: finding(about, told, ([, entry]) => quoted(entry)), whole }]
}

function sentencesOf(dataset: Inspected, side: Side, language: Language): Map<string, Entry> {
  const sentences = entriesOf(dataset, side, language).filter(isSentence)
  return new Map(sentences.map((entry) => [entry.text.trim(), entry]))
}

const sentence = new RegExp(`^(?:\\P{Letter}*\\p{Letter}){${sentenceLetters}}`, 'u')

/** Whether a text is too long for a name or a title. */
export function isSentence({ text }: Text): boolean {
  return sentence.test(text)
}
