import type { DatasetFetchOptions } from '../downloads/dataset-place.ts'
import type { Document, Language, Qrels, Query } from '../retrieval.ts'
import { type Dataset, dataset, type Where } from './dataset.ts'
import type { StreamedDataset } from './document-stream.ts'
import { folderAndOptions } from './folder-and-options.ts'
import { listOf } from './list-of.ts'
import { type EntryFile, type MiraclLanguage, passages, readMiraclLanguage } from './miracl-files.ts'
import { miraclPlace } from './miracl-place.ts'
import { streamedDataset } from './streamed-dataset.ts'
import { verifiedLanguages } from './verification.ts'

/** Every language of MIRACL; `de` and `yo` were added last and have no training split. */
export const miraclLanguages: readonly Language[] = [
  ...['ar', 'bn', 'de', 'en', 'es', 'fa', 'fi', 'fr', 'hi', 'id', 'ja', 'ko', 'ru', 'sw', 'te', 'th', 'yo', 'zh'],
]

/** `signal` and `onProgress` are of a download, and of streamed passages: they are read through once here. */
export interface MiraclOptions extends DatasetFetchOptions {
  /** Held, as many as fit into the memory; the smallest known ones are sw (131,924 passages) and bn (297,265). */
  readonly languages: readonly Language[]
  /** @default 'dev' */
  readonly split?: 'train' | 'dev'
  /** The files' version as the hub names it. @default both commits where they were fetched, else 'local' */
  readonly revision?: string
}

interface Streamed {
  readonly documents: 'streamed'
}

interface Held {
  readonly documents?: 'held'
}

/**
 * MIRACL: questions of native speakers in 18 languages, each answered by passages of the Wikipedia in its own language.
 *
 * A document is a passage, its text the article's title and the passage, joined by a space and stripped. Ids are the
 * published ones behind the language, as `sw:39#0`, since languages share numbers; so are concepts, since no question is
 * a translation of another. Judged passages that do not answer have grade 0.
 *
 * With `documents: 'streamed'` passages are read from the files whenever they are wanted, and never held all at once.
 *
 * Without a folder, the files of the languages are fetched from the hub and pinned by the lock file. The questions are gated:
 * accept their conditions there, and set HF_TOKEN.
 *
 * @param folder holds, of each language, the folders of the hub's data sets `miracl/miracl` and `miracl/miracl-corpus`:
 *   `miracl-v1.0-sw/topics/topics.miracl-v1.0-sw-dev.tsv`, `miracl-v1.0-sw/qrels/qrels.miracl-v1.0-sw-dev.tsv` and
 *   `miracl-corpus-v1.0-sw/docs-0.jsonl.gz` with all its parts; each file gzipped or not
 * @throws {Error} a file is missing or unreadable
 * @throws {RangeError | TypeError | SyntaxError} a language or entry is not as it must be, or a judged passage is in no file:
 *   names file and line
 * @throws {DownloadError} as `hubFolder`
 * @see Zhang et al. 2023, TACL 11
 */
export function miracl(options: MiraclOptions & Streamed): Promise<StreamedDataset>
export function miracl(options: MiraclOptions & Held): Promise<Dataset>
export function miracl(folder: string | undefined, options: MiraclOptions & Streamed): Promise<StreamedDataset>
export function miracl(folder: string | undefined, options: MiraclOptions & Held): Promise<Dataset>
export async function miracl(
  first: string | undefined | (MiraclOptions & (Streamed | Held)),
  second?: MiraclOptions & (Streamed | Held),
): Promise<Dataset | StreamedDataset> {
  const [folder, options] = folderAndOptions(first, second)
  const { languages = [], split = 'dev', documents = 'held', ...fetching } = options
  verifyOptions(languages, split)
  const place = await miraclPlace(folder, { languages, split, ...fetching })
  const parts: MiraclLanguage[] = []
  for (const language of languages) parts.push(await readMiraclLanguage(place, language, split))
  const qrels: Qrels = new Map(parts.flatMap((part) => [...part.qrels]))
  const queries: readonly Query[] = parts.flatMap((part) => part.queries)
  const revision = options.revision ?? place.revision ?? 'local'
  const { signal, onProgress } = options
  const observer = { ...(signal && { signal }), ...(onProgress && { onProgress }) }
  const content = { name: `miracl (${split})`, revision, languages, queries, qrels }
  const read = (): AsyncIterable<Document> => allPassages(parts)
  if (documents === 'streamed') return streamedDataset({ ...content, documents: read, ...observer }, placesOf(parts))
  return dataset({ ...content, documents: await listOf(read()) }, placesOf(parts))
}

async function* allPassages(parts: readonly MiraclLanguage[]): AsyncGenerator<Document, void> {
  for (const part of parts) yield* passages(part)
}

function verifyOptions(languages: readonly Language[], split: string): void {
  verifiedLanguages('miracl', languages)
  const unknown = languages.find((language) => !miraclLanguages.includes(language))
  if (unknown !== undefined) {
    throw new RangeError(`miracl: a language must be one of ${miraclLanguages.join(', ')}; got "${unknown}".`)
  }
  if (split !== 'train' && split !== 'dev') {
    throw new RangeError(`miracl: split must be 'train' or 'dev', whose judgements are public; got '${split}'.`)
  }
}

/** Names the place of an entry, told by its index alone among all lines of the files. */
function placeIn(files: readonly EntryFile[]): (index: number) => string {
  return (index) => {
    let line = index
    for (const { file, lines } of files) {
      if (line < lines) return `${file}:${line + 1}`
      line -= lines
    }
    return `entry ${index}`
  }
}

function placesOf(parts: readonly MiraclLanguage[]): Where {
  const qrelsFiles = new Map(parts.map(({ language, qrelsFile }) => [language, qrelsFile]))
  return {
    query: placeIn(parts.map(({ topics }) => topics)),
    document: placeIn(parts.flatMap(({ corpus }) => corpus)),
    judgement: (query, document) =>
      `${qrelsFiles.get(query.slice(0, query.indexOf(':')))}: "${query}" and "${document}"`,
  }
}
