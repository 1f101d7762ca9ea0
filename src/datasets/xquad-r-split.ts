import { AnswerGroups } from './answer-groups.ts'
import type { Dataset } from './dataset.ts'
import { folderAndOptions } from './folder-and-options.ts'
import { assembleLareqa } from './lareqa-dataset.ts'
import type { LanguageFile } from './lareqa-files.ts'
import { type Pair, type TrainingPair, type TrainingPairs, trainingPairs } from './training-pairs.ts'
import type { XquadROptions } from './xquad-r.ts'
import { readXquadR, xquadRLanguages } from './xquad-r-files.ts'

/** XQuAD-R in three parts that share no article. One sentence, the Turkish “I.”, stands in two of them all the same. */
export interface XquadRSplit {
  /** Half of the articles: each question with the sentence in which its answer begins. */
  readonly training: TrainingPairs
  /** A quarter, with a pool of its own sentences: what hyper-parameters are chosen on. */
  readonly dev: Dataset
  /** The last quarter, with a pool of its own sentences. */
  readonly evaluation: Dataset
}

export type XquadRSplitOptions = Omit<XquadROptions, 'candidate'>

/**
 * XQuAD-R split by article: of every four, the first two train, the third is for development, the fourth for evaluation.
 * Pools are smaller than XQuAD-R's own, so that figures are not comparable with those of the whole. Questions that are
 * answered by the same sentence in some language form a group: they are never each other's negatives.
 *
 * @param folder as of `xquadR`; without one, the files are fetched
 * @throws as `xquadR`
 */
export function xquadRSplit(options?: XquadRSplitOptions): Promise<XquadRSplit>
export function xquadRSplit(folder: string | undefined, options?: XquadRSplitOptions): Promise<XquadRSplit>
export async function xquadRSplit(
  first?: string | XquadRSplitOptions,
  second?: XquadRSplitOptions,
): Promise<XquadRSplit> {
  const [folder, options] = folderAndOptions(first, second)
  const { languages = xquadRLanguages, ...fetching } = options
  const { files, revision } = await readXquadR(folder, { languages, ...fetching })
  const part = (...quarters: readonly number[]): LanguageFile[] =>
    files.map((file) => ({
      ...file,
      paragraphs: file.paragraphs.filter(({ article }) => quarters.includes(article % 4)),
    }))
  const assembled = (name: string, quarter: number): Dataset =>
    assembleLareqa(part(quarter), { name: `xquad-r (${name})`, revision, candidate: 'sentence' })
  return {
    training: trainingPart(part(0, 1), revision),
    dev: assembled('dev', 2),
    evaluation: assembled('evaluation', 3),
  }
}

function trainingPart(files: readonly LanguageFile[], revision: string): TrainingPairs {
  const translations = new Map<string, Record<string, Pair>>()
  const groups = new AnswerGroups()
  for (const { language, paragraphs } of files) {
    for (const { index, sentences, questions } of paragraphs) {
      for (const { id, text, answers } of questions) {
        const [answer = 0] = answers
        const ofConcept = translations.get(id) ?? {}
        translations.set(id, ofConcept)
        ofConcept[language] = { anchor: text, positive: sentences[answer]! }
        groups.join(id, language, `${index}:${answer}`)
      }
    }
  }
  const pairs = [...translations].map(
    ([concept, each]): TrainingPair => ({ concept, translations: each, group: groups.of(concept) }),
  )
  return trainingPairs({
    name: 'xquad-r (training)',
    revision,
    languages: files.map(({ language }) => language),
    pairs,
  })
}
