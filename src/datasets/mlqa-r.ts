import type { Language } from '../retrieval.ts'
import type { Dataset } from './dataset.ts'
import { folderAndOptions } from './folder-and-options.ts'
import { assembleLareqa, candidateName, type LareqaCandidate, verifyCandidate } from './lareqa-dataset.ts'
import type { LareqaFetchOptions } from './lareqa-fetch.ts'
import { type LareqaEdition, readLareqaFiles } from './lareqa-files.ts'

/** Each language's file at commit 354d67d of github.com/google-research-datasets/lareqa, which later lost them. */
const published: LareqaEdition['published'] = {
  ar: { sha256: '2132fbc03208535c0fe01f2e2c5121d06f9c2aa799af93b0a719dbc105bdf137', size: 3_329_081 },
  de: { sha256: 'ce9454dc5aa6f2d85c23cd6e49cb367fbb7c4c6e62d7f71e355c6b5dae4d0886', size: 887_185 },
  en: { sha256: 'fedd9a5cc0848dda80caf84aa36f482adaae230526a3f6e9e86926a93ef3b1e4', size: 2_251_129 },
  es: { sha256: '70ecba276b8c96a692b120693a595d076ce94ad21d4b28311538a9fcbfe0f9d7', size: 819_818 },
  hi: { sha256: '4dd0fb3c06f737a5481d705bc1dcac7876712a5815c9265908fbb3a0696cb654', size: 3_179_023 },
  vi: { sha256: '9d3baff6ba03e6793b25594217265ea59a136b9733833dca8a9582a84a78ff85', size: 1_807_239 },
  zh: { sha256: '57f01d2fff50cf3392805635b01445339f225ad5bf28ba8443b12f8dbd1e69dc', size: 1_360_698 },
}

/** Every language of MLQA-R. */
export const mlqaRLanguages: readonly Language[] = Object.keys(published)

const edition: LareqaEdition = {
  reader: 'mlqaR',
  name: 'mlqa-r',
  revision: '354d67d',
  remedy:
    'Leave the folder out to have the files fetched from commit 354d67d of https://github.com/google-research-datasets/lareqa: later ones lack them.',
  published,
}

export interface MlqaROptions extends LareqaFetchOptions {
  /** What is encoded as a document: the sentence, or the sentence followed by its whole paragraph. @default 'sentence' */
  readonly candidate?: LareqaCandidate
  /** @default all seven */
  readonly languages?: readonly Language[]
}

/**
 * MLQA-R: 4,199 questions in seven languages, answered by sentences of paragraphs on the same subjects (20,534 in all).
 *
 * It is not fully parallel: of 1,148 different questions English has all, each other language about 500, and each question
 * stands in two to four languages. Relevant to a question is the sentence in which its answer begins, in every language
 * loaded that has the question. A language that lacks it holds nothing relevant to it, so that `evaluate` leaves the
 * question out of that pair of languages; `answerableQueries` tells how many are left. Texts are as in `xquadR`.
 *
 * The licence is CC BY-NC 4.0: not for commercial use. Without a folder, the published files of the languages are fetched
 * into the cache once, and verified by their sha-256.
 *
 * @param folder holds `ar.json` … `zh.json`: `mlqa-r` of the LAReQA repository at commit 354d67d
 * @returns revision `354d67d` when every file is the published one to the byte, else `local`
 * @throws {RangeError | TypeError | SyntaxError} a language, file or entry is not as it must be: names file and place
 * @throws {DownloadError} a file could not be fetched, or is not the published one
 * @see Roy et al. 2020, arXiv:2004.05484; Lewis et al. 2020 (MLQA), arXiv:1910.07475
 */
export function mlqaR(options?: MlqaROptions): Promise<Dataset>
export function mlqaR(folder: string | undefined, options?: MlqaROptions): Promise<Dataset>
export async function mlqaR(first?: string | MlqaROptions, second?: MlqaROptions): Promise<Dataset> {
  const [folder, options] = folderAndOptions(first, second)
  const { candidate = 'sentence', languages = mlqaRLanguages, ...fetching } = options
  verifyCandidate('mlqaR', candidate)
  const { files, revision } = await readLareqaFiles(edition, folder, { languages, ...fetching })
  return assembleLareqa(files, { name: candidateName('mlqa-r', candidate), revision, candidate })
}
