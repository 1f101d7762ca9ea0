import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What a table of a retrieval data set holds. */
export type Table = 'corpus' | 'queries' | 'qrels'

/** `en-corpus`, `corpus.jsonl.gz`: the subset, which may be none, and the table. A colon would blur the ids made of it. */
const tableName = /^(?:([^:]+)-)?(corpus|queries|qrels)(?:\.jsonl(?:\.gz)?|\.tsv(?:\.gz)?)?$/
/** `test.jsonl`, `test-00000-of-00002.jsonl.gz`: the split, which part of how many. */
const partName = /^(.+?)(?:-(\d+)-of-(\d+))?\.(?:jsonl|tsv)(?:\.gz)?$/

/** The names before `-corpus`, `-queries` and `-qrels` in a folder, sorted; '' for tables without one. */
export async function subsetsOf(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder)
  const subsets = new Set(entries.flatMap((entry) => tableName.exec(entry)?.[1] ?? (tableName.test(entry) ? '' : [])))
  if (subsets.size > 0) return [...subsets].sort()
  const there = shownEntries(entries)
  throw new Error(`mtebFolder: ${folder} must hold tables like en-corpus, en-queries, en-qrels; got ${there}.`)
}

export interface TablePlace {
  readonly subset: string
  readonly table: Table
  readonly split: string
}

/**
 * The files of a table, in order: `en-corpus.jsonl`, or those of the split in the folder `en-corpus`. Texts may lie in a
 * split named for their table (`en-corpus/corpus.jsonl`) where there is none of the split.
 *
 * @throws {Error} no such table or split, or only Parquet, which is not read
 * @throws {RangeError} the table is there more than once, or a part is missing or there twice
 */
export async function tableFiles(folder: string, { subset, table, split }: TablePlace): Promise<string[]> {
  const base = subset === '' ? table : `${subset}-${table}`
  const entries = await entriesOf(folder)
  const found = entries
    .filter((entry) => entry === base || (entry.startsWith(`${base}.`) && tableName.test(entry)))
    .sort()
  if (found.length === 0) throw missing(join(folder, base), entries)
  if (found.length > 1) {
    throw new RangeError(
      `mtebFolder: ${join(folder, base)} must be there once; got ${found.join(', ')}. Remove all but one.`,
    )
  }
  const [name] = found as [string]
  return name === base ? splitFiles(join(folder, base), table, split) : [join(folder, name)]
}

async function splitFiles(folder: string, table: Table, split: string): Promise<string[]> {
  const entries = await entriesOf(folder)
  const named = (wanted: string): string[] => entries.filter((entry) => partName.exec(entry)?.[1] === wanted).sort()
  const ofSplit = named(split)
  const files = ofSplit.length > 0 || table === 'qrels' ? ofSplit : named(table)
  if (files.length === 0) throw missing(join(folder, split), entries)
  requireAllParts(folder, files)
  return files.map((file) => join(folder, file))
}

/** Half a corpus would be searched unnoticed. */
function requireAllParts(folder: string, files: readonly string[]): void {
  const parts = files.map((file) => partName.exec(file)!)
  const count = Number(parts[0]![3] ?? 1)
  const numbers = new Set(parts.map(([, , number, of]) => (Number(of ?? 1) === count ? Number(number ?? 0) : -1)))
  if (numbers.size === count && files.length === count && !numbers.has(-1)) return
  const got = files.join(', ')
  throw new RangeError(
    `mtebFolder: ${folder} must hold each of the split's ${count} parts once; got ${got}. Fetch the folder again.`,
  )
}

function missing(file: string, entries: readonly string[]): Error {
  const remedy = entries.some((entry) => entry.endsWith('.parquet'))
    ? 'Parquet is not read: convert it to JSON-lines, as to_json of the Python package datasets does.'
    : 'Check the folder, its subsets and the split.'
  return new Error(`mtebFolder: ${file}, as JSON-lines, must be there; got ${shownEntries(entries)}. ${remedy}`)
}

function shownEntries(entries: readonly string[]): string {
  return entries.toSorted().slice(0, 20).join(', ') || 'nothing'
}

function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => {
    throw new Error(`mtebFolder: ${folder} must be a folder one can read. Check the path.`, { cause })
  })
}
