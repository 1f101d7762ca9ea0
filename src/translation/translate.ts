import { cacheFolder } from '../cache-folder.ts'
import { AnswerGroups } from '../datasets/answer-groups.ts'
import { rightAnswers } from '../datasets/right-answers.ts'
import { type Pair, type TrainingPair, type TrainingPairs, trainingPairs } from '../datasets/training-pairs.ts'
import { breather, type Observer } from '../progress.ts'
import type { Language } from '../retrieval.ts'
import { type SourceOptions, type SourceTexts, sourceTexts } from './source-texts.ts'
import { type TranslatedLanguage, translatedLanguage } from './translated-language.ts'
import { type TranslationTally, translatedSentences } from './translated-sentences.ts'
import { flaggedTranslations, type TranslationFlag, translationFlags } from './translation-checks.ts'
import { flagCounts, flagSentence, type LanguageTranslation, type TranslationReport } from './translation-report.ts'
import { translationStore } from './translation-store.ts'
import type { Translator } from './translator.ts'

export interface TranslateOptions extends SourceOptions, Observer {
  /**
   * What becomes of translations that look wrong: a concept gets no pair in that language, it gets it all the same (unless
   * nothing of it can be read), or everything fails. @default 'drop'
   */
  readonly flagged?: 'drop' | 'keep' | 'fail'
  /** Where translations are kept for the next time; false for nowhere. @default `vitest-retrieval` in the platform's folder for caches */
  readonly cache?: boolean | string
}

/** Parallel pairs, and how they came about. */
export interface TranslatedPairs {
  readonly pairs: TrainingPairs
  readonly report: TranslationReport
}

/** Flags of what cannot be kept. */
const unusable: readonly TranslationFlag[] = ['blank', 'damaged']

/**
 * Parallel pairs for `hybrid()` and `crossLingual()` out of pairs in one language: anchor, positive and hard negatives are
 * translated sentence by sentence, equal sentences once, and put together again as the language writes. Concepts that have a
 * pair in a language already keep it. Sentences without letters stay as they are.
 *
 * Each translation is kept on disk once it is made: what was killed goes on where it was, and another process waits for it.
 * Concepts whose anchor or positive is the same in some language form a group, so that they are never each other's negatives.
 * Translator, configuration and direction are in `provenance`, and so in the hash; the order of the languages is not.
 *
 * @throws {RangeError} no pair is in `from`; a language is `from`, or is no BCP 47 tag; a language loses every pair; something
 *   is flagged and `flagged` is 'fail'
 */
export async function translate(
  pairs: TrainingPairs,
  translator: Translator,
  languages: readonly Language[],
  options: TranslateOptions = {},
): Promise<TranslatedPairs> {
  const { flagged = 'drop' } = options
  verifyFlagged(flagged)
  const texts = sourceTexts('translate', pairs, languages, options)
  const needed = new Map<Language, ReadonlySet<string>>()
  for (const language of texts.languages) needed.set(language, await texts.needed(language))
  const total = [...needed.values()].reduce((sum, { size }) => sum + size, 0)
  const job = { pairs, translator, texts, options, flagged, tally: { total, done: 0, asked: 0, time: 0 } }
  const made = new Map<Language, TranslatedLanguage>()
  const reports: LanguageTranslation[] = []
  for (const [language, sentences] of needed) {
    const { translated, report } = await intoLanguage(language, sentences, job)
    made.set(language, translated)
    reports.push(report)
  }
  return together(job, made, reports)
}

interface Job {
  readonly pairs: TrainingPairs
  readonly translator: Translator
  readonly texts: SourceTexts
  readonly options: TranslateOptions
  readonly flagged: 'drop' | 'keep' | 'fail'
  readonly tally: TranslationTally
}

async function intoLanguage(
  language: Language,
  sentences: ReadonlySet<string>,
  { pairs, translator, texts, options, flagged: how, tally }: Job,
): Promise<{ translated: TranslatedLanguage; report: LanguageTranslation }> {
  const { cache = true, signal, onProgress } = options
  const direction = { from: texts.from, to: language }
  const folder = cache === true ? cacheFolder() : cache
  const before = tally.asked
  const translations = await translatedSentences(sentences, {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(folder !== false && { store: translationStore(folder, translator, direction) }),
    translator,
    direction,
    tally,
  })
  const breathe = breather(signal)
  const flagged = await flaggedTranslations(translations, direction, breathe)
  const costly = new Set(how === 'keep' ? unusable : translationFlags)
  const parts = { texts, language, translations, flagged, costly }
  const translated = await translatedLanguage(pairs.pairs, parts, breathe)
  const { concepts, droppedNegatives, examples } = translated
  const report: LanguageTranslation = {
    language,
    sentences: sentences.size,
    asked: tally.asked - before,
    concepts,
    dropped: concepts - translated.pairs.size,
    droppedNegatives,
    flagged: flagged.size,
    flags: flagCounts(flagged.values()),
    examples,
  }
  refuse(report, how)
  return { translated, report }
}

function refuse(report: LanguageTranslation, how: Job['flagged']): void {
  if (how === 'fail' && report.flagged > 0) {
    throw new RangeError(`translate: translations must have no flags; got ${flagSentence(report)}`)
  }
  if (report.concepts === 0 || report.dropped < report.concepts) return
  throw new RangeError(
    `translate: some pair must be left in each language; got none of ${report.concepts}. ${flagSentence(report)}`,
  )
}

function together(
  { pairs, translator, texts }: Job,
  made: ReadonlyMap<Language, TranslatedLanguage>,
  languages: readonly LanguageTranslation[],
): TranslatedPairs {
  const added = texts.languages.filter((language) => !pairs.languages.includes(language))
  const all = [...pairs.languages, ...added]
  const joined = grouped(pairs.pairs.map((concept) => withTranslations(concept, made, all)))
  const { kept, removed } = withoutRightNegatives(joined)
  const { name: by, configuration } = translator
  const step = { translator: by, configuration, from: texts.from, to: texts.languages }
  const { name, revision, provenance = [] } = pairs
  return {
    pairs: trainingPairs({ name, revision, languages: all, pairs: kept, provenance: [...provenance, step] }),
    report: { translator: by, from: texts.from, languages, rightNegatives: removed },
  }
}

function withTranslations(
  concept: TrainingPair,
  made: ReadonlyMap<Language, TranslatedLanguage>,
  languages: readonly Language[],
): TrainingPair {
  const translations: Record<Language, Pair> = {}
  for (const language of languages) {
    const pair = concept.translations[language] ?? made.get(language)?.pairs.get(concept)
    if (pair) translations[language] = pair
  }
  return { ...concept, translations }
}

/** The groups that `pairLines` would find, in the same order, so that pairs written and read are the same. */
function grouped(pairs: readonly TrainingPair[]): TrainingPair[] {
  const groups = new AnswerGroups()
  for (const { concept, translations, group } of pairs) {
    for (const [language, { anchor, positive }] of Object.entries(translations)) {
      groups.join(concept, `anchor ${language}`, anchor)
      groups.join(concept, `positive ${language}`, positive)
      if (group !== undefined) groups.join(concept, 'group', group)
    }
  }
  return pairs.map((pair) => ({ ...pair, group: groups.of(pair.concept) }))
}

function withoutRightNegatives(pairs: readonly TrainingPair[]): { kept: TrainingPair[]; removed: number } {
  const answers = rightAnswers(pairs)
  let removed = 0
  const kept = pairs.map((concept) => {
    const right = answers(concept)
    const translations = Object.entries(concept.translations).map(([language, { negatives = [], ...pair }]) => {
      const wrong = negatives.filter((negative) => !right.has(negative))
      removed += negatives.length - wrong.length
      return [language, { ...pair, ...(wrong.length > 0 && { negatives: wrong }) }] as const
    })
    return { ...concept, translations: Object.fromEntries(translations) }
  })
  return { kept, removed }
}

function verifyFlagged(flagged: string): void {
  if (['drop', 'keep', 'fail'].includes(flagged)) return
  throw new RangeError(`translate: flagged must be 'drop', 'keep' or 'fail'; got '${flagged}'.`)
}
