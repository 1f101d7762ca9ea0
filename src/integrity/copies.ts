import type { Language } from '../retrieval.ts'
import {
  type Entry,
  entriesOf,
  type Finding,
  finding,
  type Inspected,
  quoted,
  type Side,
  sentenceLetters,
  sides,
} from './finding.ts'
import { isStrange } from './script.ts'

export interface CopyFindings {
  /** Pairs of languages of which one repeats more than half of the other's sentences: one file under two names. */
  readonly errors: readonly Finding[]
  /** Pairs with single sentences in common: not translated. */
  readonly warnings: readonly Finding[]
}

/**
 * Sentences that stand in two languages, word for word: what tells a copied file from a translated one where both are
 * written in one script. Counted at the language announced later, for nothing says which of the two is right. Single
 * sentences in a script that is not their own are left to that check.
 */
export function copies(dataset: Inspected): CopyFindings {
  const found = sides.flatMap((side) => copiesOn(dataset, side))
  return {
    errors: found.filter(({ whole }) => whole).map(({ copied }) => copied),
    warnings: found.filter(({ whole }) => !whole).map(({ copied }) => copied),
  }
}

/** The sentences of a language, by their text. */
interface Sentences {
  readonly language: Language
  readonly entries: ReadonlyMap<string, Entry>
}

function copiesOn(dataset: Inspected, side: Side): { copied: Finding; whole: boolean }[] {
  const all = dataset.languages.map((language) => sentencesOf(dataset, side, language))
  return all.flatMap((own, at) => all.slice(0, at).flatMap((other) => shared(side, own, other)))
}

function shared(side: Side, own: Sentences, other: Sentences): { copied: Finding; whole: boolean }[] {
  const both = [...own.entries].filter(([text]) => other.entries.has(text))
  const whole = both.length > own.entries.size / 2
  const told = both.filter(([text, entry]) => whole || !(isStrange(entry) || isStrange(other.entries.get(text)!)))
  if (told.length === 0) return []
  const what = `long ${side} that stand in ${other.language} too, word for word`
  const about = { check: 'copies', language: own.language, what, among: own.entries.size } as const
  return [{ copied: finding(about, told, ([, entry]) => quoted(entry)), whole }]
}

function sentencesOf(dataset: Inspected, side: Side, language: Language): Sentences {
  const sentences = entriesOf(dataset, side, language).filter(isSentence)
  return { language, entries: new Map(sentences.map((entry) => [entry.text.trim(), entry])) }
}

function isSentence({ text }: Entry): boolean {
  return (text.match(/\p{Letter}/gu)?.length ?? 0) >= sentenceLetters
}
