import type { Language } from '../retrieval.ts'
import {
  type LanguageFile,
  type LareqaEdition,
  type LareqaFiles,
  type LareqaReading,
  readLareqaFiles,
} from './lareqa-files.ts'

/** Each language's file at commit 9bc8c7f of github.com/google-research-datasets/lareqa, its last. */
const published: LareqaEdition['published'] = {
  ar: { sha256: 'c52922d3b8ac1ae03ed5ac38647ad59870dca3dda2beefe18ecdc30729acb69d', size: 2_234_875 },
  de: { sha256: '16fb0f4bf4916154b585a20c24c66074591c9718a1affe764ff4697572328949', size: 732_156 },
  el: { sha256: '163fd43ee785a30eb534ae2061e9eaa766a7ee4e8ffce5e4b422480c150f64b6', size: 2_810_127 },
  en: { sha256: '7b0954f39297c27a31fef610f0883337dd2907fa8699151dc922afdd0fa12ffe', size: 628_651 },
  es: { sha256: 'f8e836b2d91009c4363e04315f7ede363eedbbb49c67dda60de6c4aa782f58de', size: 746_335 },
  hi: { sha256: 'ea45ba8ae4513d1533b222bebdc02a90bc319c055d3aeea68584a053d2e92872', size: 2_408_404 },
  ru: { sha256: '7f4dff853538b9a5fcc28c070b8bb983a5c5d190ac747b8e005a1ada9cab18f1', size: 2_764_904 },
  th: { sha256: 'c3a041864c3a9fb0b4dd91cfdf99cf36b411b3e704c58a303c97bc6dc786cfe4', size: 2_618_544 },
  tr: { sha256: 'f3e8c13002bbce154a4578f535f7533cb70f3da08840e6b62735935baec7bd94', size: 827_827 },
  vi: { sha256: 'e35926bf5cc6fc6ecbdfca49467aabeb454f08d152d7818143a906bd31dde995', size: 1_132_303 },
  zh: { sha256: '80c2cde7b9c2fb134c303cbb52f2ba396ead9eb0014aec43993543d2ba9e93ed', size: 959_291 },
}

/** Every language of XQuAD-R. */
export const xquadRLanguages: readonly Language[] = Object.keys(published)

const edition: LareqaEdition = {
  reader: 'xquadR',
  name: 'xquad-r',
  revision: '9bc8c7f',
  remedy: 'Leave the folder out to have the files fetched from https://github.com/google-research-datasets/lareqa.',
  published,
}

/**
 * XQuAD-R's files, read and held against each other: each question stands in every one.
 *
 * @param folder undefined where they are to be fetched
 * @throws {RangeError | TypeError | SyntaxError} a language, file or entry is not as it must be: names file and place
 */
export async function readXquadR(folder: string | undefined, reading: LareqaReading): Promise<LareqaFiles> {
  const read = await readLareqaFiles(edition, folder, reading)
  verifyParallel(read.files)
  return read
}

/** Each question must stand in every file, else its relevant documents would lack a language unnoticed. */
function verifyParallel(files: readonly LanguageFile[]): void {
  const asked = files.map(({ file, paragraphs }) => ({
    file,
    questions: new Map(paragraphs.flatMap(({ questions }) => questions.map(({ id, place }) => [id, place]))),
  }))
  for (const { questions } of asked) {
    for (const [id, place] of questions) {
      const lacking = asked.find((other) => !other.questions.has(id))
      if (lacking === undefined) continue
      throw new RangeError(
        `xquadR: ${lacking.file}: every question must be in every language; got none with the id "${id}", which is at ${place}. Fetch both files again.`,
      )
    }
  }
}
