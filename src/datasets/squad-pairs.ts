import { wholeText } from '../formats/whole-text.ts'
import type { Language } from '../retrieval.ts'
import { AnswerGroups } from './answer-groups.ts'
import { readSquad, type SquadQuestion } from './squad.ts'
import { answerSentences } from './squad-sentence.ts'
import { type Pair, type TrainingPair, type TrainingPairs, trainingPairs } from './training-pairs.ts'
import { uniqueIds } from './verification.ts'

export interface SquadPairsOptions {
  /** What answers a question: the sentence in which its answer begins, or the whole paragraph. @default 'sentence' */
  readonly positive?: 'sentence' | 'paragraph'
  /** @default 'squad' */
  readonly name?: string
  /** The files' version as their publisher names it. @default 'local' */
  readonly revision?: string
}

/**
 * Training pairs out of questions and answers in SQuAD's format, one file a language, gzipped or not.
 *
 * Translations of a question have the same id, which is the pair's concept; a language that lacks a question leaves it to
 * the others. The first answer counts. Questions with the same sentence or paragraph in some language form a group: they
 * are never each other's negatives. Questions without an answer, as SQuAD 2.0 marks them, are left out.
 *
 * @param files the file of each language, as `{ en: 'train.json', de: 'train-de.json.gz' }`; held in memory
 * @throws {RangeError | TypeError | SyntaxError} an id comes twice in a file, an answer does not stand where it is said to
 *   begin, or an entry is not as it must be: names file and place
 */
export async function squadPairs(
  files: Readonly<Record<Language, string>>,
  { positive = 'sentence', name = 'squad', revision = 'local' }: SquadPairsOptions = {},
): Promise<TrainingPairs> {
  verifyPositive(positive)
  const collected = new Map<string, { readonly translations: Record<Language, Pair>; readonly place: string }>()
  const groups = new AnswerGroups()
  for (const [language, file] of Object.entries(files)) {
    const textOf = positive === 'sentence' ? answerSentences(language) : ({ context }: SquadQuestion) => context
    const verifyUnique = uniqueIds('squadPairs', 'question')
    for (const question of readSquad(await wholeText(file), file)) {
      const { id, text, place } = question
      verifyUnique(id, place)
      const answer = textOf(question)
      const concept = collected.get(id) ?? { translations: {}, place }
      collected.set(id, concept)
      concept.translations[language] = { anchor: text, positive: answer }
      groups.join(id, language, answer)
    }
  }
  const places = Array.from(collected.values(), ({ place }) => place)
  const pairs = Array.from(
    collected,
    ([concept, { translations }]): TrainingPair => ({ concept, translations, group: groups.of(concept) }),
  )
  return trainingPairs({ name, revision, languages: Object.keys(files), pairs }, (index) => places[index]!)
}

function verifyPositive(positive: 'sentence' | 'paragraph'): void {
  if (positive === 'sentence' || positive === 'paragraph') return
  throw new RangeError(`squadPairs: positive must be 'sentence' or 'paragraph'; got '${positive}'.`)
}
