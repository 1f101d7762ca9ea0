import type { Pair, TrainingPair } from '../datasets/training-pairs.ts'
import type { Language } from '../retrieval.ts'
import { hasLetters, joined } from './sentences.ts'
import type { SourceTexts } from './source-texts.ts'
import type { TranslationFlag } from './translation-checks.ts'
import { FlagExamples, type FlaggedTranslation } from './translation-report.ts'
import type { Translations } from './translation-store.ts'

/** What is known of one language when its pairs are put together. */
export interface LanguageParts {
  readonly texts: SourceTexts
  readonly language: Language
  readonly translations: Translations
  /** Sentence → what is wrong with its translation. */
  readonly flagged: ReadonlyMap<string, readonly TranslationFlag[]>
  /** Flags that cost a text its place. */
  readonly costly: ReadonlySet<TranslationFlag>
}

/** The pairs of one language. */
export interface TranslatedLanguage {
  readonly pairs: ReadonlyMap<TrainingPair, Pair>
  readonly concepts: number
  readonly droppedNegatives: number
  readonly examples: readonly FlaggedTranslation[]
}

/** Puts the pairs of a language together out of its sentences, and leaves out those with a flag that costs. @param breathe yields to timers and signals now and then */
export async function translatedLanguage(
  concepts: readonly TrainingPair[],
  parts: LanguageParts,
  breathe: () => Promise<void>,
): Promise<TranslatedLanguage> {
  const examples = new FlagExamples()
  const pairs = new Map<TrainingPair, Pair>()
  let [count, droppedNegatives] = [0, 0]
  for (const concept of concepts) {
    await breathe()
    const source = parts.texts.pairOf(concept, parts.language)
    if (source === undefined) continue
    count++
    const textOf = (text: string, role: FlaggedTranslation['role']) =>
      translatedText(text, parts, (flags, sentence) =>
        examples.add(flags, { concept: concept.concept, role, ...sentence }),
      )
    const [anchor, positive] = [textOf(source.anchor, 'anchor'), textOf(source.positive, 'positive')]
    const all = (source.negatives ?? []).map((negative) => textOf(negative, 'negative'))
    if (anchor === undefined || positive === undefined) continue
    const negatives = [...new Set(all.filter((negative) => negative !== undefined))]
    droppedNegatives += all.length - negatives.length
    pairs.set(concept, { anchor, positive, ...(negatives.length > 0 && { negatives }) })
  }
  return { pairs, concepts: count, droppedNegatives, examples: examples.all() }
}

/** @returns undefined where a sentence has a flag that costs */
function translatedText(
  text: string,
  { texts, language, translations, flagged, costly }: LanguageParts,
  onFlag: (flags: readonly TranslationFlag[], sentence: { source: string; translation: string }) => void,
): string | undefined {
  let lost = false
  const sentences = texts.sentencesOf(text).map((line) =>
    line.map((source) => {
      if (!hasLetters(source)) return source
      const { translation } = translations.get(source)!
      const flags = flagged.get(source) ?? []
      if (flags.length > 0) onFlag(flags, { source, translation })
      lost ||= flags.some((flag) => costly.has(flag))
      return translation
    }),
  )
  return lost ? undefined : joined(sentences, language)
}
