import { basename, join, resolve } from 'node:path'
import type { Document, Language, Query } from '../retrieval.ts'
import { type BeirDescription, readDescription } from './beir-description.ts'
import { type BeirEntry, conceptOf, metadataText, readCorpus, readQueries } from './beir-entries.ts'
import { plainOrGzipped } from './beir-files.ts'
import { type PlacedQrels, readPlacedQrels } from './beir-qrels.ts'
import { type BeirContent, type BeirSelection, selected } from './beir-selection.ts'
import { type Dataset, dataset } from './dataset.ts'

export interface BeirOptions extends BeirSelection {
  /** Which `qrels/{split}.tsv` judges. @default 'test' */
  readonly split?: string
  /** Of every entry whose metadata name no `language`. */
  readonly language?: Language
  /** Of an entry, before its metadata are asked; undefined asks them. */
  readonly languageOf?: (entry: BeirEntry) => Language | undefined
  /**
   * Leaves out judgements that join a query to the document with the query's own id, where queries are drawn from the
   * corpus. What was retrieved is another matter: see `withoutIdenticalIds`. @default false
   */
  readonly ignoreIdenticalIds?: boolean
  /** @default what `writeBeir` recorded, else the folder's name; with the split, where that is not 'test' */
  readonly name?: string
  /** @default what `writeBeir` recorded, if the content is still the same, else 'local' */
  readonly revision?: string
}

/**
 * A data set in BEIR's layout: `corpus.jsonl`, `queries.jsonl`, `qrels/{split}.tsv`, each gzipped or not.
 *
 * A document's text is its title and text, joined by a space and stripped. Queries without a judgement in the split are
 * left out; a judgement of an unknown query or document is an error. Concepts come from the metadata (`"concept"`); a query
 * without one is a concept of its own.
 *
 * @throws {SyntaxError | TypeError | RangeError} a bad line or entry: `file:line: …`
 * @throws {Error} a file is missing or unreadable
 * @see Thakur et al. 2021, arXiv:2104.08663
 */
export async function beir(folder: string, options: BeirOptions = {}): Promise<Dataset> {
  const { content: all, place } = await readFolder(folder, options)
  const { queries, documents, qrels } = selected(all, options)
  const description = await readDescription(folder)
  const content = {
    name: options.name ?? defaultName(folder, options.split ?? 'test', description),
    revision: options.revision ?? description?.revision ?? 'local',
    queries: queries.map((entry) => query(entry, options)),
    documents: documents.map((entry) => document(entry, options)),
    qrels,
  }
  const languages = languagesOf([...content.queries, ...content.documents], description)
  const where = {
    query: (index: number) => queries[index]!.place,
    document: (index: number) => documents[index]!.place,
    judgement: place,
  }
  const loaded = dataset({ ...content, languages }, where)
  const isAsWritten = options.revision !== undefined || description === undefined || description.hash === loaded.hash
  return isAsWritten ? loaded : Object.freeze({ ...loaded, revision: 'local' })
}

async function readFolder(
  folder: string,
  { split = 'test', ignoreIdenticalIds = false }: BeirOptions,
): Promise<{ readonly content: BeirContent; readonly place: PlacedQrels['place'] }> {
  const file = (name: string): Promise<string> => plainOrGzipped('beir', join(folder, name))
  const [corpus, questions] = [await file('corpus.jsonl'), await file('queries.jsonl')]
  const judgements = await file(join('qrels', `${split}.tsv`))
  const counts = (query: string, document: string): boolean => !ignoreIdenticalIds || query !== document
  const { qrels, place } = await readPlacedQrels([judgements], counts)
  const queries = await readQueries([questions], qrels)
  return { content: { queries, documents: await readCorpus([corpus]), qrels }, place }
}

function defaultName(folder: string, split: string, description: BeirDescription | undefined): string {
  const name = description?.name ?? basename(resolve(folder))
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
function languagesOf(
  entries: readonly { readonly language: Language }[],
  description: BeirDescription | undefined,
): readonly Language[] {
  const used = new Set(entries.map(({ language }) => language))
  const recorded = new Set(description?.languages)
  return used.symmetricDifference(recorded).size === 0 ? [...recorded] : [...used]
}
