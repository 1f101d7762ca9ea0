import type { Language } from '../retrieval.ts'
import type { Dataset } from './dataset.ts'
import { assembleLareqa, candidateName, type LareqaCandidate, verifyCandidate } from './lareqa-dataset.ts'
import { readXquadR, xquadRLanguages } from './xquad-r-files.ts'

export interface XquadROptions {
  /** What is encoded as a document: the sentence, or the sentence followed by its whole paragraph. Default 'sentence'. */
  readonly candidate?: LareqaCandidate
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
  verifyCandidate('xquadR', candidate)
  const { files, revision } = await readXquadR(folder, languages)
  return assembleLareqa(files, { name: candidateName('xquad-r', candidate), revision, candidate })
}
