import { basename, join, resolve } from 'node:path'
import type { DatasetFetchOptions } from '../downloads/dataset-place.ts'
import type { Document, Language, Query } from '../retrieval.ts'
import { type BeirCorpus, type BeirSurvey, beirCorpus, surveyed } from './beir-corpus.ts'
import { type BeirDescription, readDescription } from './beir-description.ts'
import { type BeirEntry, conceptOf, metadataText, readQueries } from './beir-entries.ts'
import { plainOrGzipped } from './beir-files.ts'
import { beirPlace } from './beir-place.ts'
import { type PlacedQrels, readPlacedQrels } from './beir-qrels.ts'
import { type BeirSelection, selectedQrels } from './beir-selection.ts'
import { type Dataset, dataset, type Ignored, type Where } from './dataset.ts'
import type { StreamedDataset } from './document-stream.ts'
import { listOf } from './list-of.ts'
import { streamedDataset } from './streamed-dataset.ts'

/** `signal` and `onProgress` are of a download, and of streamed documents: they are read through here. */
export interface BeirOptions extends BeirSelection, DatasetFetchOptions {
  /** Which `qrels/{split}.tsv` judges. @default 'test' */
  readonly split?: string
  /** Where `{split}.tsv` lies, a folder or `org/name@revision` of the hub: `BeIR/scifact-qrels@main`. @default in `qrels` */
  readonly qrels?: string
  /** Of every entry whose metadata name no `language`. */
  readonly language?: Language
  /** Of an entry, before its metadata are asked; undefined asks them. */
  readonly languageOf?: (entry: BeirEntry) => Language | undefined
  /**
   * Those of the entries, in the data set's order. Where they are given, streamed documents are read once less.
   * @default the order that `writeBeir` recorded, else as they first come
   */
  readonly languages?: readonly Language[]
  /**
   * A query that is drawn from the corpus does not find itself: the document with the query's own id is ignored, and so is
   * what is judged of it. @default what `writeBeir` recorded, else nothing is ignored
   */
  readonly ignoreIdenticalIds?: boolean
  /** @default what `writeBeir` recorded, else the folder's or the repository's name; with the split, where that is not 'test' */
  readonly name?: string
  /** @default what `writeBeir` recorded, if the content is still the same, else the commit of what the hub has, else 'local' */
  readonly revision?: string
}

/**
 * A data set in BEIR's layout: `corpus.jsonl`, `queries.jsonl`, `qrels/{split}.tsv`, each gzipped or not. With
 * `documents: 'streamed'` the corpus is read from its file whenever it is wanted, and never held whole.
 *
 * A document's text is its title and text, joined by a space and stripped. Queries without a judgement in the split are
 * left out; a judgement of an unknown query or document is an error. Concepts come from the metadata (`"concept"`); a query
 * without one is a concept of its own.
 *
 * @param source a folder, or `org/name@revision` of the hub, which the lock file pins to a commit
 * @throws {SyntaxError | TypeError | RangeError} a bad line or entry: `file:line: …`
 * @throws {Error} a file is missing or unreadable
 * @throws {DownloadError} as `hubFolder`
 * @see Thakur et al. 2021, arXiv:2104.08663
 */
export function beir(
  source: string,
  options: BeirOptions & { readonly documents: 'streamed' },
): Promise<StreamedDataset>
export function beir(source: string, options?: BeirOptions & { readonly documents?: 'held' }): Promise<Dataset>
export async function beir(
  source: string,
  options: BeirOptions & { readonly documents?: 'held' | 'streamed' } = {},
): Promise<Dataset | StreamedDataset> {
  const read = await readFolder(source, options)
  const { description, corpus } = read
  const { content, where } = await contentOf(read, options)
  const { signal, onProgress } = options
  const observer = { ...(signal && { signal }), ...(onProgress && { onProgress }) }
  const documents = (): AsyncGenerator<Document, void> => documentsOf(corpus, options)
  const loaded =
    options.documents === 'streamed'
      ? await streamedDataset({ ...content, documents, ...observer }, where)
      : dataset({ ...content, documents: await listOf(documents()) }, where)
  const isAsWritten = options.revision !== undefined || description === undefined || description.hash === loaded.hash
  return isAsWritten ? loaded : Object.freeze({ ...loaded, revision: read.revision })
}

interface Folder {
  /** What it is called where nobody described it. */
  readonly name: string
  /** The revision of files that nobody described: the hub's, else 'local'. */
  readonly revision: string
  readonly description: BeirDescription | undefined
  readonly placed: PlacedQrels
  /** Those that are judged, with those that are left out. */
  readonly queries: readonly BeirEntry[]
  readonly corpus: BeirCorpus
}

async function readFolder(
  source: string,
  options: BeirOptions & { readonly documents?: 'held' | 'streamed' },
): Promise<Folder> {
  const { split = 'test', leaveOut, ignoreIdenticalIds = false } = options
  const { folder, qrels, hub } = await beirPlace(source, { ...options, split })
  const file = (name: string, of = folder): Promise<string> => plainOrGzipped('beir', join(of, name))
  const [corpusFile, questions] = [await file('corpus.jsonl'), await file('queries.jsonl')]
  const judgements = await file(`${split}.tsv`, qrels)
  const counts = (query: string, document: string): boolean => !ignoreIdenticalIds || query !== document
  const placed = await readPlacedQrels([judgements], counts)
  return {
    name: hub?.name ?? basename(resolve(folder)),
    revision: hub?.revision ?? 'local',
    description: await readDescription(folder),
    placed,
    queries: await readQueries([questions], placed.qrels),
    corpus: await beirCorpus(corpusFile, {
      ...(leaveOut && { leaveOut }),
      isHeld: options.documents !== 'streamed',
    }),
  }
}

interface Content {
  /** All but the documents. */
  readonly content: Omit<Dataset, 'hash' | 'documents'>
  readonly where: Where
}

async function contentOf(read: Folder, options: BeirOptions): Promise<Content> {
  const { placed, description, corpus } = read
  const { split = 'test', leaveOut, gradeOf } = options
  const entries = read.queries.filter((entry) => !leaveOut?.(entry))
  const queries = entries.map((entry) => query(entry, options))
  const survey = isSurveyNeeded(options) ? await surveyOf(corpus, placed, options) : undefined
  const kept = new Set(entries.map(({ id }) => id))
  const leftOut = {
    queries: new Set(read.queries.map(({ id }) => id)).difference(kept),
    documents: survey?.leftOut ?? new Set<string>(),
  }
  const used = [...queries.map(({ language }) => language), ...(survey?.languages ?? [])]
  const ignored = ignoredOf(queries, { survey, description, options })
  return {
    content: {
      name: options.name ?? defaultName(read.name, split, description),
      revision: options.revision ?? description?.revision ?? read.revision,
      languages: options.languages ?? languagesOf(used, description),
      queries,
      qrels: leaveOut || gradeOf ? selectedQrels(placed.qrels, leftOut, gradeOf) : placed.qrels,
      ...(ignored && { ignored }),
    },
    where: { query: (index) => entries[index]!.place, document: corpus.place, judgement: placed.place },
  }
}

/** Whether something must be known of the documents before they are verified: another reading of a corpus that is streamed. */
function isSurveyNeeded({ languages, leaveOut, ignoreIdenticalIds }: BeirOptions): boolean {
  return languages === undefined || leaveOut !== undefined || ignoreIdenticalIds === true
}

function surveyOf(corpus: BeirCorpus, { qrels }: PlacedQrels, options: BeirOptions): Promise<BeirSurvey> {
  const { leaveOut, signal } = options
  return surveyed(corpus.all(), {
    qrels,
    languageOf: (entry) => languageOf(entry, options),
    ...(leaveOut && { leaveOut }),
    ...(signal && { signal }),
  })
}

interface KnownOfFolder {
  readonly survey: BeirSurvey | undefined
  readonly description: BeirDescription | undefined
  readonly options: BeirOptions
}

function ignoredOf(queries: readonly Query[], { survey, description, options }: KnownOfFolder): Ignored | undefined {
  if (options.ignoreIdenticalIds !== undefined) {
    const identical = options.ignoreIdenticalIds ? queries.filter(({ id }) => survey!.identical.has(id)) : []
    return new Map(identical.map(({ id }) => [id, new Set([id])]))
  }
  const kept = new Set(queries.map(({ id }) => id))
  return description?.ignored && new Map([...description.ignored].filter(([query]) => kept.has(query)))
}

async function* documentsOf(corpus: BeirCorpus, options: BeirOptions): AsyncGenerator<Document, void> {
  for await (const entry of corpus.entries()) yield document(entry, options)
}

function defaultName(place: string, split: string, description: BeirDescription | undefined): string {
  const name = description?.name ?? place
  return split === 'test' ? name : `${name} (${split})`
}

function query(entry: BeirEntry, options: BeirOptions): Query {
  const { id, text } = entry
  return { id, language: languageOf(entry, options), text, concept: conceptOf(entry) ?? id }
}

function document(entry: BeirEntry, options: BeirOptions): Document {
  const { id, text } = entry
  const concept = conceptOf(entry)
  return { id, language: languageOf(entry, options), text, ...(concept !== undefined && { concept }) }
}

function languageOf(entry: BeirEntry, options: BeirOptions): Language {
  const language = options.languageOf?.(entry) ?? metadataText(entry, 'language') ?? options.language
  if (language !== undefined) return language
  throw new RangeError(
    `beir: ${entry.place}: the language must be known; the metadata name none. Pass language or languageOf.`,
  )
}

/** In the order recorded, where it names exactly those that are used; else as they first come. */
function languagesOf(used: readonly Language[], description: BeirDescription | undefined): readonly Language[] {
  const found = new Set(used)
  const recorded = new Set(description?.languages)
  return found.symmetricDifference(recorded).size === 0 ? [...recorded] : [...found]
}
