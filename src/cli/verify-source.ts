import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beir } from '../datasets/beir.ts'
import { descriptionFile, readDescription } from '../datasets/beir-description.ts'
import type { Dataset } from '../datasets/dataset.ts'
import { assembleLareqa } from '../datasets/lareqa-dataset.ts'
import { readXquadR, xquadRLanguages } from '../datasets/xquad-r-files.ts'
import { verifyPublished } from './verify-published.ts'

/** Data sets that can be verified. */
export const verifiable = ['xquad-r', 'beir'] as const

export interface VerifySource {
  readonly dataset: (typeof verifiable)[number]
  /** The folder with its files; XQuAD-R's may also be the one that holds it under its name. */
  readonly data: string
  /** XQuAD-R: codes between commas; all without. BEIR: the language of entries that name none. */
  readonly languages?: string
  /** BEIR: which judgements. @default 'test' */
  readonly split?: string
  /** Files that are not the published ones are taken too. */
  readonly local: boolean
}

/** @throws {RangeError | TypeError | SyntaxError | Error} the files are not as they must be: names file and place */
export function verifiedSource(source: VerifySource): Promise<Dataset> {
  return source.dataset === 'beir' ? verifiedBeir(source) : verifiedXquadR(source)
}

async function verifiedXquadR({ data, languages, split, local }: VerifySource): Promise<Dataset> {
  if (split !== undefined) throw new RangeError(`--split is for beir; got ${split} for xquad-r.`)
  const inside = join(data, 'xquad-r')
  const wanted = languages === undefined ? xquadRLanguages : languages.split(',')
  const { files, revision } = await readXquadR(existsSync(inside) ? inside : data, wanted)
  // Before the bytes: an entry that cannot be right says more than that a file differs.
  const dataset = assembleLareqa(files, { name: 'xquad-r', revision, candidate: 'sentence' })
  if (!local) await verifyPublished(files)
  return dataset
}

async function verifiedBeir({ data, languages: language, split, local }: VerifySource): Promise<Dataset> {
  if (language?.includes(',')) {
    throw new RangeError(`--languages of beir must be the one of entries that name none; got ${language}.`)
  }
  const dataset = await beir(data, {
    ...(language !== undefined && { language }),
    ...(split !== undefined && { split }),
  })
  const written = await readDescription(data)
  if (local || written === undefined || written.hash === dataset.hash) return dataset
  throw new RangeError(
    `${join(data, descriptionFile)}: the content must be what was written with it, of hash ${written.hash.slice(0, 12)}; got ${dataset.hash.slice(0, 12)}. Write the folder again, or verify a version of your own with --local.`,
  )
}
