import type { Document, Language, Query } from '../retrieval.ts'
import { type Dataset, dataset } from './dataset.ts'
import { type LanguageFile, readXquadR, xquadRLanguages } from './xquad-r-files.ts'

export interface XquadROptions {
  /** What is encoded as a document: the sentence, or the sentence followed by its whole paragraph. Default 'sentence'. */
  readonly candidate?: 'sentence' | 'sentence+context'
  /** Default: all eleven. */
  readonly languages?: readonly Language[]
}

/**
 * XQuAD-R: 1,190 questions in each of eleven languages, answered by sentences of 240 parallel paragraphs.
 *
 * Every sentence is a candidate (13,014 in all), one entry a document even where two have the same text. Relevant to a
 * question is the sentence in which its answer begins, in every language loaded. Texts are as published: some hold
 * byte-order marks, direction marks or spaces at their ends.
 * The candidate 'sentence+context' is the sentence and its paragraph, joined without a space and without line ends, as
 * XTREME-R encodes it.
 *
 * @param folder holds `ar.json` … `zh.json`: `xquad-r` of the LAReQA repository (CC BY-SA 4.0)
 * @returns revision `9bc8c7f` when every file is the published one to the byte, else `local`
 * @throws {RangeError | TypeError | SyntaxError} a language, file or entry is not as it must be: names file and place
 * @see Roy et al. 2020, arXiv:2004.05484; Ruder et al. 2021 (XTREME-R), arXiv:2104.07412
 */
export async function xquadR(
  folder: string,
  { candidate = 'sentence', languages = xquadRLanguages }: XquadROptions = {},
): Promise<Dataset> {
  if (candidate !== 'sentence' && candidate !== 'sentence+context') {
    throw new RangeError(`xquadR: candidate must be 'sentence' or 'sentence+context'; got '${candidate}'.`)
  }
  const { files, revision } = await readXquadR(folder, languages)
  const name = candidate === 'sentence' ? 'xquad-r' : 'xquad-r (sentence+context)'
  return assembleXquadR(files, { name, revision, candidate })
}

export interface XquadRAssembly {
  readonly name: string
  readonly revision: string
  readonly candidate: 'sentence' | 'sentence+context'
}

/** A data set of the paragraphs that the files hold. */
export function assembleXquadR(files: readonly LanguageFile[], { name, revision, candidate }: XquadRAssembly): Dataset {
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
