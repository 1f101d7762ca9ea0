import { type DatasetFetchOptions, datasetPlace } from '../downloads/dataset-place.ts'
import type { Language } from '../retrieval.ts'
import { requiredPath } from './required-path.ts'

/** Where MIRACL's files lie. */
export interface MiraclPlace {
  /** Folder of topics and judgements. */
  readonly judged: string
  /** Folder of the passages. */
  readonly passages: string
  /** The commits of both, of what the hub has. */
  readonly revision?: string
}

export interface MiraclPlaceOptions extends DatasetFetchOptions {
  readonly languages: readonly Language[]
  readonly split: string
}

/** The folder, or without one what the hub has of the languages; the judgements first, which are gated. */
export async function miraclPlace(
  folder: string | undefined,
  { languages, split, ...options }: MiraclPlaceOptions,
): Promise<MiraclPlace> {
  if (folder !== undefined) return { judged: folder, passages: folder }
  const judged = await datasetPlace('miracl/miracl@main', {
    ...options,
    choose: (all) => languages.flatMap((language) => judgedFiles(all, language, split)),
  })
  const passages = await datasetPlace('miracl/miracl-corpus@main', {
    ...options,
    choose: (all) => languages.flatMap((language) => corpusFiles(all, language)),
  })
  const revision = [judged, passages].flatMap(({ hub }) => hub?.commit ?? []).join('+')
  return { judged: judged.path, passages: passages.path, ...(revision !== '' && { revision }) }
}

function judgedFiles(all: readonly string[], language: Language, split: string): string[] {
  const version = `miracl-v1.0-${language}`
  return ['topics', 'qrels'].map((kind) =>
    requiredPath('miracl', all, [`${version}/${kind}/${kind}.${version}-${split}.tsv`]),
  )
}

function corpusFiles(all: readonly string[], language: Language): readonly string[] {
  const first = requiredPath('miracl', all, [`miracl-corpus-v1.0-${language}/docs-0.jsonl.gz`])
  const folder = first.slice(0, first.lastIndexOf('/') + 1)
  return all.filter((path) => path.startsWith(folder) && /^docs-\d+\.jsonl\.gz$/.test(path.slice(folder.length)))
}
