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
 * written in one script. Counted at the language announced later, for nothing says which of the two is right; those in a
 * script that is not its own are left to that check.
 */
export function copies(dataset: Inspected): CopyFindings {
  const found = sides.flatMap((side) => copiesOn(dataset, side))
  return {
    errors: found.filter(({ whole }) => whole).map(({ copied }) => copied),
    warnings: found.filter(({ whole }) => !whole).map(({ copied }) => copied),
  }
}

function copiesOn(dataset: Inspected, side: Side): { copied: Finding; whole: boolean }[] {
  const earlier: { language: Language; texts: ReadonlySet<string> }[] = []
  return dataset.languages.flatMap((language) => {
    const own = entriesOf(dataset, side, language).filter(isSentence)
    const found = earlier.flatMap((other) => {
      const both = own.filter(({ text }) => other.texts.has(text.trim()))
      if (both.length === 0) return []
      const what = `${side} that stand in ${other.language} too, word for word`
      const copied = finding({ check: 'copies', language, what, among: own.length }, both, quoted)
      return [{ copied, whole: both.length > own.length / 2 }]
    })
    earlier.push({ language, texts: new Set(own.map(({ text }) => text.trim())) })
    return found
  })
}

function isSentence(entry: Entry): boolean {
  return (entry.text.match(/\p{Letter}/gu)?.length ?? 0) >= sentenceLetters && !isStrange(entry)
}
