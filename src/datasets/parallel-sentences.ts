import type { Language } from '../retrieval.ts'
import { AnswerGroups } from './answer-groups.ts'
import { textLines } from './jsonl-text-lines.ts'
import { type Pair, type TrainingPairs, trainingPairs } from './training-pairs.ts'

export interface ParallelSentencesOptions {
  /** Of each column, from the left; at least two. */
  readonly languages: readonly Language[]
  /** @default 'parallel sentences' */
  readonly name?: string
  /** The file's version as its publisher names it. @default 'local' */
  readonly revision?: string
}

/**
 * Training pairs out of translations: a line holds one sentence in each language, in columns parted by tabs.
 *
 * In each language anchor and positive are the same sentence, so that `crossLingual()` draws a sentence with its
 * translation; in batches of one language there is nothing to learn. Lines with the same sentence in some language form a
 * group: they are never each other's negatives. Sentences are as they stand in the file, without quotes to take away.
 *
 * @param file gzipped or not, ended by LF or CRLF; held in memory
 * @throws {RangeError} fewer than two languages, or a sentence that is blank: names file and line
 * @throws {SyntaxError} a line of more or fewer columns
 */
export async function parallelSentences(
  file: string,
  { languages, name = 'parallel sentences', revision = 'local' }: ParallelSentencesOptions,
): Promise<TrainingPairs> {
  if (languages.length < 2) {
    throw new RangeError(`parallelSentences: there must be two or more languages; got [${languages.join(', ')}].`)
  }
  const translations: Record<Language, Pair>[] = []
  const groups = new AnswerGroups()
  for await (const { text, place } of textLines(file)) {
    const sentences = columnsOf(text, { count: languages.length, place })
    const concept = String(translations.length + 1)
    const pairs: Record<Language, Pair> = {}
    languages.forEach((language, column) => {
      const sentence = sentences[column]!
      pairs[language] = { anchor: sentence, positive: sentence }
      groups.join(concept, language, sentence)
    })
    translations.push(pairs)
  }
  const pairs = translations.map((each, index) => {
    const concept = String(index + 1)
    return { concept, translations: each, group: groups.of(concept) }
  })
  return trainingPairs({ name, revision, languages, pairs }, (index) => `${file}:${index + 1}`)
}

function columnsOf(text: string, { count, place }: { readonly count: number; readonly place: string }): string[] {
  const columns = text.split('\t')
  if (columns.length === count) return columns
  throw new SyntaxError(
    `${place}: a line must have ${count} sentences, parted by tabs; got ${columns.length}: ${JSON.stringify(text.slice(0, 80))}. Repair the line, or take it out.`,
  )
}
