import { rightAnswers } from '../../datasets/right-answers.ts'
import type { TrainingPairs } from '../../datasets/training-pairs.ts'
import { verifiedText } from '../../datasets/verification.ts'
import type { Language, Text } from '../../retrieval.ts'

/** An anchor's text in one language, whatever number of pairs asks it. */
export interface Question {
  readonly text: string
  /** The positives of the pairs that ask it. */
  readonly positives: readonly string[]
  /** What must not become its negative: right answers in any language, and the question itself. */
  readonly excluded: ReadonlySet<string>
}

/** What is searched in one language: questions, and the different texts that may answer them. */
export interface Pool {
  readonly language: Language
  readonly questions: readonly Question[]
  readonly documents: readonly string[]
}

/** One pool for each language of the pairs. Candidates are the positives of all pairs, and a corpus if there is one. */
export function pools({ languages, pairs }: TrainingPairs, corpus: readonly Text[]): Pool[] {
  const answers = rightAnswers(pairs)
  for (const [i, { text }] of corpus.entries()) {
    verifiedText('mineHardNegatives', text, { place: `corpus[${i}]`, of: 'text' })
  }
  return languages.map((language) => {
    const questions = new Map<string, { positives: string[]; excluded: Set<string> }>()
    const documents = new Set(corpus.filter((text) => text.language === language).map(({ text }) => text))
    for (const pair of pairs) {
      const { anchor, positive } = pair.translations[language] ?? {}
      if (anchor === undefined || positive === undefined) continue
      const question = questions.get(anchor) ?? { positives: [], excluded: new Set([anchor]) }
      question.positives.push(positive)
      for (const answer of answers(pair)) question.excluded.add(answer)
      questions.set(anchor, question)
      documents.add(positive)
    }
    return {
      language,
      questions: Array.from(questions, ([text, question]) => ({ text, ...question })),
      documents: [...documents],
    }
  })
}
