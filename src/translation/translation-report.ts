import type { Language } from '../retrieval.ts'
import { type TranslationFlag, translationFlags } from './translation-checks.ts'

/** A sentence whose translation looks wrong, and where it stands first. */
export interface FlaggedTranslation {
  readonly flag: TranslationFlag
  readonly concept: string
  readonly role: 'anchor' | 'positive' | 'negative'
  readonly source: string
  readonly translation: string
}

/** What was translated into one language. */
export interface LanguageTranslation {
  readonly language: Language
  /** Different sentences with letters. */
  readonly sentences: number
  /** Those of them that the translator was asked for; the others were kept from before. */
  readonly asked: number
  /** Concepts to translate. */
  readonly concepts: number
  /** Those of them that did not get a pair, because of a flag. */
  readonly dropped: number
  /** Hard negatives that were left out, because of a flag or because two became the same. */
  readonly droppedNegatives: number
  /** Sentences with any flag. */
  readonly flagged: number
  /** Sentences with each flag; one may have several. */
  readonly flags: Readonly<Record<TranslationFlag, number>>
  /** The first three of each flag. */
  readonly examples: readonly FlaggedTranslation[]
}

/** What `translate()` did. */
export interface TranslationReport {
  readonly translator: string
  readonly from: Language
  /** By their codes. */
  readonly languages: readonly LanguageTranslation[]
  /** Hard negatives of all languages left out because a translation made them right answers of their group. */
  readonly rightNegatives: number
}

const mostExamples = 3

/** Examples of flags while pairs are looked at. */
export class FlagExamples {
  readonly #found = new Map<TranslationFlag, Map<string, FlaggedTranslation>>()

  add(flags: readonly TranslationFlag[], example: Omit<FlaggedTranslation, 'flag'>): void {
    for (const flag of flags) {
      const known = this.#found.get(flag) ?? new Map<string, FlaggedTranslation>()
      this.#found.set(flag, known)
      if (known.size < mostExamples && !known.has(example.source)) known.set(example.source, { flag, ...example })
    }
  }

  all(): FlaggedTranslation[] {
    return translationFlags.flatMap((flag) => [...(this.#found.get(flag)?.values() ?? [])])
  }
}

/** How many sentences have each flag. */
export function flagCounts(flagged: Iterable<readonly TranslationFlag[]>): Readonly<Record<TranslationFlag, number>> {
  const counts = Object.fromEntries(translationFlags.map((flag) => [flag, 0])) as Record<TranslationFlag, number>
  for (const flags of flagged) for (const flag of flags) counts[flag]++
  return counts
}

/** `de: 12 of 340 sentences are flagged: 10 copy, 2 loop. c7 anchor, copy: "…" → "…"` */
export function flagSentence({ language, sentences, flagged, flags, examples }: LanguageTranslation): string {
  const counts = translationFlags.filter((flag) => flags[flag] > 0).map((flag) => `${flags[flag]} ${flag}`)
  const shown = examples.map(exampleSentence)
  return `${language}: ${flagged} of ${sentences} sentences are flagged: ${counts.join(', ')}.\n  ${shown.join('\n  ')}`
}

function exampleSentence({ flag, concept, role, source, translation }: FlaggedTranslation): string {
  return `${concept}, ${role}, ${flag}: ${quoted(source)} → ${quoted(translation)}`
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text)
}
