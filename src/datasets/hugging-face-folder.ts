import { basename, join, resolve } from 'node:path'
import { type DatasetFetchOptions, type DatasetPlace, datasetPlace } from '../downloads/dataset-place.ts'
import type { Language, Qrels } from '../retrieval.ts'
import { type BeirEntry, conceptOf, readCorpus, readQueries } from './beir-entries.ts'
import { type PlacedQrels, readPlacedQrels } from './beir-qrels.ts'
import { type Dataset, dataset } from './dataset.ts'
import { filesOfSubsets, type Listing, listed, subsetsOf, type Table, tableFiles } from './hugging-face-files.ts'

export interface MtebFolderOptions extends DatasetFetchOptions {
  /** @default 'test' */
  readonly split?: string
  /** Which subsets, in this order. Default: all there are, sorted. */
  readonly subsets?: readonly string[]
  /** The language of a subset's queries or documents: `ara-deu` has two. @default the subset's name */
  readonly languageOf?: (subset: string, side: BeirEntry['side']) => Language
  /**
   * Whether equal ids in two subsets name translations of one text. Then an id is a concept, and what a query's own subset
   * judges holds for the translations of the document in all subsets. @default false
   */
  readonly parallel?: boolean
  /** @default the folder's name, or the repository's; with the split, where that is not 'test' */
  readonly name?: string
  /** @default the commit of what the hub has, else 'local' */
  readonly revision?: string
}

/**
 * One data set of all languages in the layout of MTEB's retrieval repositories: `{subset}-corpus`, `{subset}-queries` and
 * `{subset}-qrels`, each a file (`en-corpus.jsonl`) or a folder with files of splits (`en-qrels/test.jsonl`, or in parts,
 * `test-00000-of-00002.parquet`); JSON-lines or Parquet, judgements also as BEIR's `.tsv`. JSON-lines and TSV may be
 * gzipped. Tables without a subset's name (`corpus`, `queries`, `qrels` or `data`) are the subset '', whose ids stay. A file
 * outside a folder is of every split. Where texts have no such split, they are those of the only one there is.
 *
 * The hub's repositories are fetched by their name, only the files of the split and the subsets.
 *
 * Ids become `{subset}:{id}`. Texts are joined and stripped as `beir` does; queries that the split does not judge are left
 * out. A query without a `"concept"` in its metadata is a concept of its own, unless the subsets are `parallel`.
 *
 * @param source a folder, or `org/name@revision` of the hub, which the lock file pins to a commit
 * @throws {SyntaxError | TypeError | RangeError} a bad line or row: `file:line: …`, `file: row 14: …`
 * @throws {RangeError} subsets that do not fit; a part of a table is missing
 * @throws {Error} a table or a split is missing
 * @throws {DownloadError} as `hubFolder`
 * @see Muennighoff et al. 2023, arXiv:2210.07316
 */
export async function mtebFolder(source: string, options: MtebFolderOptions = {}): Promise<Dataset> {
  const { split = 'test', parallel = false } = options
  const { path, hub } = await placeOf(source, { ...options, split })
  const listing = hub ? { name: path, paths: hub.files } : await listed(path)
  const names = options.subsets ?? subsetsOf(listing)
  requireSubsets(names, options)
  const subsets: Subset[] = []
  for (const name of names) subsets.push(await readSubset(listing, name, split))
  const concept = (entry: BeirEntry): string | undefined => conceptOf(entry) ?? (parallel ? entry.id : undefined)
  const entries = (side: 'queries' | 'documents'): Placed[] =>
    subsets.flatMap((subset) => subset[side].map((entry) => placed(entry, subset.name, { ...options, concept })))
  const [queries, documents] = [entries('queries'), entries('documents')]
  const ofSubset = new Map(subsets.map((subset) => [subset.name, subset]))
  return dataset(
    {
      name: options.name ?? `${hub?.name ?? basename(resolve(path))}${split === 'test' ? '' : ` (${split})`}`,
      revision: options.revision ?? hub?.commit ?? 'local',
      languages: [...new Set([...queries, ...documents].map(({ language }) => language))],
      queries: queries.map((query) => ({ ...query, concept: query.concept ?? query.id })),
      documents,
      qrels: new Map(subsets.flatMap((subset) => [...judgements(subset, parallel ? subsets : [subset])])),
    },
    {
      query: (index) => queries[index]!.place,
      document: (index) => documents[index]!.place,
      judgement: (query, document) => {
        const [subset, id] = parted(query, names)
        return ofSubset.get(subset)!.judged.place(id, parted(document, names)[1])
      },
    },
  )
}

/** The folder as it is, or what of the hub's is read. */
function placeOf(
  source: string,
  { split, subsets, ...options }: MtebFolderOptions & { readonly split: string },
): Promise<DatasetPlace> {
  const choose = (paths: readonly string[]): readonly string[] => {
    const listing = { name: source, paths }
    return filesOfSubsets(listing, subsets ?? subsetsOf(listing), split)
  }
  return datasetPlace(source, { ...options, choose })
}

interface Subset {
  readonly name: string
  readonly queries: readonly BeirEntry[]
  readonly documents: readonly BeirEntry[]
  readonly documentIds: ReadonlySet<string>
  readonly judged: PlacedQrels
}

async function readSubset(listing: Listing, subset: string, split: string): Promise<Subset> {
  const files = (table: Table): string[] =>
    tableFiles(listing, { subset, table, split }).map((path) => join(listing.name, path))
  const judged = await readPlacedQrels(files('qrels'))
  const queries = await readQueries(files('queries'), judged.qrels)
  const documents = await readCorpus(files('corpus'))
  return { name: subset, queries, documents, documentIds: new Set(documents.map(({ id }) => id)), judged }
}

interface Placed {
  readonly id: string
  readonly language: Language
  readonly text: string
  readonly concept?: string
  readonly place: string
}

interface Reading extends Pick<MtebFolderOptions, 'languageOf'> {
  readonly concept: (entry: BeirEntry) => string | undefined
}

function placed(entry: BeirEntry, subset: string, { languageOf, concept: of }: Reading): Placed {
  const { id, text, side, place } = entry
  const concept = of(entry)
  const language = languageOf?.(subset, side) ?? subset
  return { id: idIn(subset, id), language, text, place, ...(concept !== undefined && { concept }) }
}

/** The judgements of a subset's queries, each for the document of that id in every subset that has it, its own first. */
function* judgements(subset: Subset, reached: readonly Subset[]): Generator<[string, ReadonlyMap<string, number>]> {
  const others = reached.filter(({ name }) => name !== subset.name)
  for (const [query, grades] of subset.judged.qrels as Qrels) {
    const all = new Map<string, number>()
    for (const [document, grade] of grades) {
      all.set(idIn(subset.name, document), grade)
      for (const { name, documentIds } of others) if (documentIds.has(document)) all.set(idIn(name, document), grade)
    }
    yield [idIn(subset.name, query), all]
  }
}

function idIn(subset: string, id: string): string {
  return subset === '' ? id : `${subset}:${id}`
}

/** Undoes `idIn`: no subset's name has a colon, and the subset '' stands alone. */
function parted(id: string, subsets: readonly string[]): [subset: string, id: string] {
  if (subsets[0] === '') return ['', id]
  const at = id.indexOf(':')
  return [id.slice(0, at), id.slice(at + 1)]
}

function requireSubsets(names: readonly string[], { languageOf }: MtebFolderOptions): void {
  const got = JSON.stringify(names)
  if (new Set(names).size < names.length || names.length === 0 || names.some((name) => name.includes(':'))) {
    throw new RangeError(`mtebFolder: subsets must be different names without colons; got ${got}. Correct them.`)
  }
  if (!names.includes('')) return
  if (names.length > 1) {
    throw new RangeError(
      `mtebFolder: tables without a subset's name must stand alone; got the subsets ${got}. Pass those to read as subsets.`,
    )
  }
  if (languageOf) return
  throw new RangeError(
    "mtebFolder: the language of tables without a subset's name must be known. Pass it, as languageOf: () => 'en'.",
  )
}
