import type { Language } from '../retrieval.ts'
import type { Dataset } from './dataset.ts'
import { folderAndOptions } from './folder-and-options.ts'
import { assembleLareqa, candidateName, type LareqaCandidate, verifyCandidate } from './lareqa-dataset.ts'
import type { LareqaFetchOptions } from './lareqa-fetch.ts'
import { readXquadR, xquadRLanguages } from './xquad-r-files.ts'

export interface XquadROptions extends LareqaFetchOptions {
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
 * Without a folder, the published files of the languages are fetched into the cache once, and verified by their sha-256.
 *
 * @param folder holds `ar.json` … `zh.json`: `xquad-r` of the LAReQA repository (CC BY-SA 4.0)
 * @returns revision `9bc8c7f` when every file is the published one to the byte, else `local`
 * @throws {RangeError | TypeError | SyntaxError} a language, file or entry is not as it must be: names file and place
 * @throws {DownloadError} a file could not be fetched, or is not the published one
 * @see Roy et al. 2020, arXiv:2004.05484; Ruder et al. 2021 (XTREME-R), arXiv:2104.07412
 */
export function xquadR(options?: XquadROptions): Promise<Dataset>
export function xquadR(folder: string | undefined, options?: XquadROptions): Promise<Dataset>
export async function xquadR(first?: string | XquadROptions, second?: XquadROptions): Promise<Dataset> {
  const [folder, options] = folderAndOptions(first, second)
  const { candidate = 'sentence', languages = xquadRLanguages, ...fetching } = options
  verifyCandidate('xquadR', candidate)
  const { files, revision } = await readXquadR(folder, { languages, ...fetching })
  return assembleLareqa(files, { name: candidateName('xquad-r', candidate), revision, candidate })
}
