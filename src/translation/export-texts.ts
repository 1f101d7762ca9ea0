import type { TrainingPairs } from '../datasets/training-pairs.ts'
import { writeLines } from '../formats/write-lines.ts'
import type { Language } from '../retrieval.ts'
import { type SourceOptions, sourceTexts } from './source-texts.ts'
import { translationText } from './translation-file.ts'

/**
 * Writes the sentences that `translate()` would ask for, so that a person or any other tool translates them: fill in
 * `translation`, and give the file to `fileTranslator()`.
 *
 * @param file JSON lines or a TSV of `source`, `language` and `translation`, by its name; gzipped where it ends in `.gz`
 * @returns how many sentences there are for each language
 * @throws {RangeError} as `translate()`
 */
export async function exportTexts(
  pairs: TrainingPairs,
  languages: readonly Language[],
  file: string,
  options: SourceOptions = {},
): Promise<ReadonlyMap<Language, number>> {
  const texts = sourceTexts('exportTexts', pairs, languages, options)
  const needed = new Map<Language, ReadonlySet<string>>()
  for (const language of texts.languages) needed.set(language, await texts.needed(language))
  const lines = [...needed].flatMap(([language, sentences]) =>
    Array.from(sentences, (source) => ({ source, language, translation: '' })),
  )
  await writeLines(file, translationText('exportTexts', file, lines))
  return new Map(Array.from(needed, ([language, { size }]) => [language, size]))
}
