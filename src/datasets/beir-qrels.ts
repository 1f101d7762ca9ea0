import { decimal } from '../formats/decimal.ts'
import type { Qrels } from '../retrieval.ts'
import { idOf } from './beir-entries.ts'
import { textLines } from './jsonl-text-lines.ts'
import { tableRows } from './table-rows.ts'

/** Judgements, and where each stands in its file. */
export interface PlacedQrels {
  readonly qrels: Qrels
  readonly place: (query: string, document: string) => string
}

/** One judgement as a file states it. */
interface Statement {
  readonly query: string
  readonly document: string
  readonly grade: number
  readonly place: string
}

/** The first line of BEIR's judgements, without its end. */
export const qrelsHeader = 'query-id\tcorpus-id\tscore'

/**
 * The judgements of files of one kind: `.tsv` with the header `query-id corpus-id score`, or JSON-lines with these keys,
 * gzipped or not; or Parquet with these columns.
 *
 * @param accepts whether a judgement counts; those that do not are left out
 * @throws {SyntaxError} `file:line: …`: no header, not three fields, a grade that is no integer, a judgement that stands twice
 */
export async function readPlacedQrels(
  files: readonly string[],
  accepts: (query: string, document: string) => boolean = () => true,
): Promise<PlacedQrels> {
  const qrels = new Map<string, Map<string, number>>()
  const places = new Map<string, Map<string, string>>()
  for (const file of files) {
    for await (const { query, document, grade, place } of /\.tsv(\.gz)?$/.test(file) ? tsv(file) : rows(file)) {
      if (!accepts(query, document)) continue
      const stated = entryOf(places, query)
      requireNew(stated.get(document), { query, document, place })
      stated.set(document, place)
      entryOf(qrels, query).set(document, grade)
    }
  }
  return { qrels, place: (query, document) => places.get(query)!.get(document)! }
}

async function* tsv(file: string): AsyncGenerator<Statement> {
  let isHeader = true
  for await (const { text, place } of textLines(file)) {
    if (isHeader) requireHeader(text, place)
    else yield statement(text.split('\t'), place)
    isHeader = false
  }
}

/** Readers skip the first line unseen: without a header the first judgement would vanish. */
function requireHeader(text: string, place: string): void {
  if (text === qrelsHeader) return
  const got = JSON.stringify(text.slice(0, 80))
  throw new SyntaxError(`${place}: the first line must be ${JSON.stringify(qrelsHeader)}; got ${got}. Put it first.`)
}

function statement(fields: readonly string[], place: string): Statement {
  const got = JSON.stringify(fields.join('\t').slice(0, 80))
  const [query = '', document = '', score = ''] = fields
  if (fields.length !== 3) {
    const rule = 'a judgement must be QUERY, DOCUMENT, GRADE between tabs'
    throw new SyntaxError(`${place}: ${rule}; got ${fields.length} fields: ${got}. Repair the line, or take it out.`)
  }
  if (fields.some((field) => field.startsWith('"'))) {
    throw new SyntaxError(`${place}: an id must stand without quotes; got ${got}. Write the ids plain.`)
  }
  const bytes = Buffer.from(score)
  const grade = decimal(bytes, 0, bytes.length)
  if (Number.isSafeInteger(grade)) return { query, document, grade: grade + 0, place }
  const shown = JSON.stringify(score.slice(0, 80))
  throw new SyntaxError(`${place}: the grade must be an integer, like 0 or 1; got ${shown}. Repair the line.`)
}

async function* rows(file: string): AsyncGenerator<Statement> {
  for await (const { json, place } of tableRows(file, ['query-id', 'corpus-id', 'score'])) {
    const [query, document] = [idOf(json.key('query-id')), idOf(json.key('corpus-id'))]
    yield { query, document, grade: json.key('score').integer() + 0, place }
  }
}

function requireNew(first: string | undefined, { query, document, place }: Omit<Statement, 'grade'>): void {
  if (first === undefined) return
  const [got, of] = [JSON.stringify(document), JSON.stringify(query)]
  throw new SyntaxError(
    `${place}: a document must be judged once for a query; got ${got} again for query ${of}, first at ${first}. Take one of the lines out.`,
  )
}

function entryOf<V>(all: Map<string, Map<string, V>>, query: string): Map<string, V> {
  const entry = all.get(query) ?? new Map<string, V>()
  if (entry.size === 0) all.set(query, entry)
  return entry
}
