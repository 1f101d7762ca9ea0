import { type DatasetFetchOptions, type DatasetPlace, datasetPlace } from '../downloads/dataset-place.ts'
import { descriptionFile } from './beir-description.ts'
import { requiredPath } from './required-path.ts'

/** Where a data set in BEIR's layout lies. */
export interface BeirPlace {
  readonly folder: string
  /** The folder with `{split}.tsv`. */
  readonly qrels: string
  /** Of the hub: `scifact`, and its commit, with that of the judgements where they are of another repository. */
  readonly hub?: { readonly name: string; readonly revision: string }
}

export interface BeirPlaceOptions extends DatasetFetchOptions {
  readonly split: string
  /** Where the judgements lie, if not in the folder `qrels`. */
  readonly qrels?: string
}

/** Folders as they are; of the hub's repositories the files that are read. */
export async function beirPlace(source: string, { split, qrels, ...options }: BeirPlaceOptions): Promise<BeirPlace> {
  const texts = ['corpus.jsonl', 'queries.jsonl']
  const inside = qrels === undefined ? [`qrels/${split}.tsv`] : []
  const content = await datasetPlace(source, {
    ...options,
    choose: (all) => [...plainOrGzipped(all, [...texts, ...inside]), ...all.filter((path) => path === descriptionFile)],
  })
  const judged = qrels === undefined ? undefined : await judgementsOf(qrels, split, options)
  return {
    folder: content.path,
    qrels: judged?.path ?? `${content.path}/qrels`,
    ...(content.hub && {
      hub: {
        name: content.hub.name,
        revision: [content, judged].flatMap((place) => place?.hub?.commit ?? []).join('+'),
      },
    }),
  }
}

function judgementsOf(qrels: string, split: string, options: DatasetFetchOptions): Promise<DatasetPlace> {
  return datasetPlace(qrels, { ...options, choose: (all) => plainOrGzipped(all, [`${split}.tsv`]) })
}

function plainOrGzipped(all: readonly string[], names: readonly string[]): string[] {
  return names.map((name) => requiredPath('beir', all, [name, `${name}.gz`]))
}
