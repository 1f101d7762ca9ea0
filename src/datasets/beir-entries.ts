import type { Json } from '../retrieval.ts'
import type { JsonPlace } from './json-place.ts'
import { optionalKey } from './jsonl.ts'
import { listOf } from './list-of.ts'
import { tableRows } from './table-rows.ts'

/** A query or a document as a line of a BEIR folder describes it. */
export interface BeirEntry {
  readonly side: 'query' | 'document'
  readonly id: string
  /** Of a document: title and text, joined. */
  readonly text: string
  /** Whatever the publisher keeps beside the text; empty where there is none. */
  readonly metadata: { readonly [key: string]: Json }
  /** `corpus.jsonl:14` */
  readonly place: string
}

/** What an entry may have, in a Parquet file among other columns. */
const entryColumns = ['_id', 'id', 'title', 'text', 'metadata']

/** All documents of such files as {@link corpusEntries} reads. */
export function readCorpus(files: readonly string[]): Promise<BeirEntry[]> {
  return listOf(corpusEntries(files))
}

/**
 * The documents, one after another, of files of `{"_id", "title", "text", "metadata"}` lines. Title and text are joined
 * by a space and stripped of white space at both ends, as BEIR and MTEB do: hashes and scores depend on it. A line that
 * says `"verbatim": true` in its metadata keeps its text as it stands. A Parquet file has these keys as columns.
 */
export async function* corpusEntries(files: readonly string[]): AsyncGenerator<BeirEntry, void> {
  for (const file of files) {
    for await (const { json, place } of tableRows(file, entryColumns)) {
      const metadata = metadataOf(json)
      yield { side: 'document', id: entryId(json), text: documentText(json, metadata), metadata, place }
    }
  }
}

/** The queries that are judged, of files of `{"_id", "text", "metadata"}` lines: such files hold those of all splits. */
export async function readQueries(
  files: readonly string[],
  judged: { has(query: string): boolean },
): Promise<BeirEntry[]> {
  const queries: BeirEntry[] = []
  for (const file of files) {
    for await (const { json, place } of tableRows(file, entryColumns)) {
      const id = entryId(json)
      if (!judged.has(id)) continue
      queries.push({ side: 'query', id, text: json.key('text').string(), metadata: metadataOf(json), place })
    }
  }
  return queries
}

/** `_id` in BEIR's files, `id` in some of the hub's. Integers are read as their digits, as judgements spell them. */
function entryId(json: JsonPlace): string {
  return idOf(optionalKey(json, '_id') ?? optionalKey(json, 'id') ?? json.key('_id'))
}

export function idOf(json: JsonPlace): string {
  return typeof json.value === 'number' ? String(json.integer()) : json.string()
}

function metadataOf(json: JsonPlace): BeirEntry['metadata'] {
  const metadata = optionalKey(json, 'metadata')
  if (metadata === undefined) return {}
  const { value, name } = metadata
  if (typeof value === 'object' && !Array.isArray(value)) return value as BeirEntry['metadata']
  throw new TypeError(
    `${name}: metadata must be an object; got ${JSON.stringify(value).slice(0, 80)}. Repair the line.`,
  )
}

/** What the texts that are translations of each other share, if the metadata say it. */
export function conceptOf(entry: BeirEntry): string | undefined {
  return metadataText(entry, 'concept')
}

/** @throws {TypeError} it is there and no string */
export function metadataText({ metadata, place }: BeirEntry, key: string): string | undefined {
  const value = metadata[key] ?? undefined
  if (value === undefined || typeof value === 'string') return value
  throw new TypeError(
    `${place}: metadata.${key} must be a string; got ${JSON.stringify(value).slice(0, 80)}. Repair it.`,
  )
}

function documentText(json: JsonPlace, { verbatim }: BeirEntry['metadata']): string {
  const text = json.key('text').string()
  const title = optionalKey(json, 'title')?.string() ?? ''
  return verbatim === true && title === '' ? text : stripped(`${title} ${text}`)
}

/** A text without the white space at its ends, by Python's notion of it: `trim` takes byte-order marks as well. */
export function stripped(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isSpace(text.charCodeAt(from))) from++
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

function isSpace(unit: number): boolean {
  // Separators of files, groups, records and units count for `str.isspace`, not for Unicode's property.
  return (unit >= 0x1c && unit <= 0x1f) || whiteSpace.test(String.fromCharCode(unit))
}

const whiteSpace = /\p{White_Space}/u
