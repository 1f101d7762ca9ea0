import type { Document, Query } from '../retrieval.ts'
import { type Dataset, dataset } from './dataset.ts'
import type { LanguageFile } from './lareqa-files.ts'

/** What is encoded as a document: the sentence, or the sentence followed by its whole paragraph. */
export type LareqaCandidate = 'sentence' | 'sentence+context'

/** @throws {RangeError} another value came, from JavaScript */
export function verifyCandidate(reader: string, candidate: LareqaCandidate): void {
  if (candidate === 'sentence' || candidate === 'sentence+context') return
  throw new RangeError(`${reader}: candidate must be 'sentence' or 'sentence+context'; got '${candidate}'.`)
}

/** What it is called: `xquad-r`, or `xquad-r (sentence+context)`, whose scores are others. */
export function candidateName(name: string, candidate: LareqaCandidate): string {
  return candidate === 'sentence' ? name : `${name} (${candidate})`
}

export interface LareqaAssembly {
  readonly name: string
  readonly revision: string
  readonly candidate: LareqaCandidate
}

/**
 * A data set of the paragraphs that the files hold: every sentence a document, relevant to a question where its answer
 * begins, in every language that has the question.
 */
export function assembleLareqa(files: readonly LanguageFile[], { name, revision, candidate }: LareqaAssembly): Dataset {
  const queries: (Query & { readonly place: string })[] = []
  const documents: (Document & { readonly place: string })[] = []
  const relevant = new Map<string, Map<string, number>>()
  for (const { language, paragraphs } of files) {
    paragraphs.forEach(({ index: paragraph, context, sentences, questions, place }) => {
      const idOf = (sentence: number): string => `${language}:${paragraph}:${sentence}`
      sentences.forEach((sentence, index) => {
        const text = candidate === 'sentence' ? sentence : (sentence + context).replaceAll('\n', '')
        documents.push({ id: idOf(index), language, text, place: `${place}.sentences[${index}]` })
      })
      for (const { id, text, answers, place } of questions) {
        queries.push({ id: `${language}:${id}`, language, text, concept: id, place })
        const grades = relevant.get(id) ?? new Map<string, number>()
        for (const answer of answers) grades.set(idOf(answer), 1)
        relevant.set(id, grades)
      }
    })
  }
  const languages = files.map(({ language }) => language)
  const qrels = new Map(queries.map(({ id, concept }) => [id, relevant.get(concept)!]))
  return dataset(
    { name, revision, languages, queries, documents, qrels },
    { query: (index) => queries[index]!.place, document: (index) => documents[index]!.place },
  )
}
