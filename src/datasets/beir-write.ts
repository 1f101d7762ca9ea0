import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { writeLines } from '../formats/write-lines.ts'
import type { Document, Query } from '../retrieval.ts'
import { descriptionFile, descriptionText } from './beir-description.ts'
import { stripped } from './beir-entries.ts'
import { qrelsHeader } from './beir-qrels.ts'
import type { Dataset } from './dataset.ts'
import { isStreamed, type StreamedDataset } from './document-stream.ts'

/**
 * Writes a data set as a BEIR folder: `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`, which `beir` reads back as the
 * same data set, hash and all. Language and concept are in each line's metadata; name, revision, hash and the order of
 * languages in `vitest_retrieval.json`. A text with white space at its ends is marked `"verbatim": true` there, as other
 * readers strip it. What queries ignore is in `vitest_retrieval.json` too. Streamed documents are written as they are
 * read. The folder appears whole or not at all.
 *
 * @throws {RangeError} an id that the judgements' format cannot hold; a folder that is not new or empty
 */
export async function writeBeir(dataset: Dataset | StreamedDataset, folder: string): Promise<void> {
  dataset.queries.forEach(requireId)
  // Before anything is written.
  if (!isStreamed(dataset)) dataset.documents.forEach(requireId)
  const target = resolve(folder)
  const beside = join(dirname(target), `.${basename(target)}-${randomUUID()}`)
  await mkdir(beside, { recursive: true })
  try {
    await writeLines(join(beside, 'corpus.jsonl'), jsonl(dataset.documents, corpusLine))
    await writeLines(join(beside, 'queries.jsonl'), jsonl(dataset.queries, queryLine))
    await writeLines(join(beside, 'qrels', 'test.tsv'), qrelsText(dataset))
    await writeFile(join(beside, descriptionFile), descriptionText(dataset))
    await rename(beside, target).catch((cause: NodeJS.ErrnoException) => {
      throw placeError(folder, cause)
    })
  } catch (error) {
    await rm(beside, { recursive: true, force: true })
    throw error
  }
}

/** Tabs and line ends would cut an id in two; a quote at its begin starts a quoted field for readers of CSV. */
function requireId({ id }: { readonly id: string }): void {
  if (!/^"|[\t\n\r]/.test(id)) return
  const got = JSON.stringify(id)
  throw new RangeError(
    `writeBeir: an id must have no tab and no line end, nor begin with a quote; got ${got}. Rename it.`,
  )
}

async function* jsonl<T>(entries: Iterable<T> | AsyncIterable<T>, line: (entry: T) => unknown): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(line(entry))}\n`
}

function corpusLine({ id, text, language, concept }: Document): unknown {
  requireId({ id })
  const verbatim = stripped(text) !== text
  const metadata = { language, ...(concept !== undefined && { concept }), ...(verbatim && { verbatim }) }
  return { _id: id, title: '', text, metadata }
}

function queryLine({ id, text, language, concept }: Query): unknown {
  return { _id: id, text, metadata: { language, concept } }
}

function* qrelsText({ qrels }: Pick<Dataset, 'qrels'>): Generator<string> {
  yield `${qrelsHeader}\n`
  for (const [query, grades] of qrels) {
    yield Array.from(grades, ([document, grade]) => `${query}\t${document}\t${grade}\n`).join('')
  }
}

function placeError(folder: string, cause: NodeJS.ErrnoException): Error {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(cause.code ?? '')) return cause
  const rule = 'the folder must be new or empty'
  return new RangeError(`writeBeir: ${rule}; got ${JSON.stringify(folder)}. Choose another, or remove it.`, { cause })
}
