import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readQrels } from '../formats/trec-qrels.ts'
import type { Document, Language, Qrels, Query } from '../retrieval.ts'
import { stripped } from './beir-entries.ts'
import { plainOrGzipped } from './beir-files.ts'
import { jsonLines, optionalKey } from './jsonl.ts'
import { textLines } from './jsonl-text-lines.ts'
import type { MiraclPlace } from './miracl-place.ts'

/** A file of which each line is one entry. */
export interface EntryFile {
  readonly file: string
  /** How many have been read of it. */
  lines: number
}

/** What MIRACL has of one language. */
export interface MiraclLanguage {
  readonly language: Language
  readonly queries: readonly Query[]
  readonly qrels: Qrels
  readonly topics: EntryFile
  /** The parts of the corpus, in their order; `passages` reads them. */
  readonly corpus: readonly EntryFile[]
  readonly qrelsFile: string
}

/** @throws {Error | SyntaxError | TypeError} a file is missing, unreadable or not as it must be: names file and line */
export async function readMiraclLanguage(
  { judged, passages: below }: MiraclPlace,
  language: Language,
  split: string,
): Promise<MiraclLanguage> {
  const version = `miracl-v1.0-${language}`
  const find = (kind: string): Promise<string> =>
    plainOrGzipped('miracl', join(judged, version, kind, `${kind}.${version}-${split}.tsv`))
  const topics = await find('topics')
  const qrelsFile = await find('qrels')
  const qrels = withLanguage(language, await readQrels(qrelsFile))
  const queries = await readTopics(topics, language)
  const corpus = await corpusFiles(join(below, `miracl-corpus-v1.0-${language}`))
  return { language, queries, qrels, topics: { file: topics, lines: queries.length }, corpus, qrelsFile }
}

/** The passages of a language, one after another. Each part of the corpus counts its lines. */
export async function* passages({ language, corpus }: MiraclLanguage): AsyncGenerator<Document, void> {
  for (const part of corpus) {
    let lines = 0
    for await (const { json } of jsonLines(part.file)) {
      part.lines = Math.max(part.lines, ++lines)
      const title = optionalKey(json, 'title')?.string() ?? ''
      const text = stripped(`${title} ${json.key('text').string()}`)
      yield { id: idOf(language, json.key('docid').string()), language, text }
    }
  }
}

/** Numbers of questions and passages mean something else in each language. */
function idOf(language: Language, id: string): string {
  return `${language}:${id}`
}

function withLanguage(language: Language, qrels: Qrels): Qrels {
  const ofQuery = (grades: ReadonlyMap<string, number>) =>
    new Map(Array.from(grades, ([document, grade]) => [idOf(language, document), grade]))
  return new Map(Array.from(qrels, ([query, grades]) => [idOf(language, query), ofQuery(grades)]))
}

async function readTopics(file: string, language: Language): Promise<Query[]> {
  const queries: Query[] = []
  for await (const { text: line, place } of textLines(file)) {
    const tab = line.indexOf('\t')
    if (tab < 0) {
      const got = JSON.stringify(line.slice(0, 80))
      throw new SyntaxError(`${place}: a topic must be its id, a tab and the question; got ${got}. Repair the line.`)
    }
    const id = idOf(language, line.slice(0, tab))
    queries.push({ id, language, text: line.slice(tab + 1), concept: id })
  }
  return queries
}

/** `docs-0.jsonl.gz`, `docs-1.jsonl.gz` and so on; a part that is missing between others would make the pool smaller unnoticed. */
async function corpusFiles(folder: string): Promise<EntryFile[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    const remedy =
      'Leave the folder out to have it fetched from the data set miracl/miracl-corpus of the Hugging Face hub.'
    throw new Error(`miracl: ${folder} must be a folder one can read. ${remedy}`, { cause })
  })
  const count = new Set(names.flatMap((name) => /^docs-(\d+)\.jsonl(?:\.gz)?$/.exec(name)?.[1] ?? [])).size
  if (count === 0) {
    throw new Error(`miracl: ${folder} must hold docs-0.jsonl.gz; got ${names.sort().join(', ') || 'nothing'}.`)
  }
  return Promise.all(
    Array.from({ length: count }, async (_, part) => {
      const file = await plainOrGzipped('miracl', join(folder, `docs-${part}.jsonl`))
      return { file, lines: 0 }
    }),
  )
}
