import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What a table of a retrieval data set holds. */
export type Table = 'corpus' | 'queries' | 'qrels'

/** Paths of a folder's or a repository's files, `/` between names. */
export interface Listing {
  /** The folder, or how the hub calls the repository. */
  readonly name: string
  readonly paths: readonly string[]
}

const format = String.raw`(?:(?:jsonl|tsv)(?:\.gz)?|parquet)`
/** `en-corpus`, `corpus.jsonl.gz`: the subset, which may be none, and the table. A colon would blur the ids made of it. */
const tableName = new RegExp(String.raw`^(?:([^:]+)-)?(corpus|queries|qrels)(?:\.${format})?$`)
/** `test.jsonl`, `test-00000-of-00002.parquet`: the split, which part of how many, and the format. */
const partName = new RegExp(String.raw`^(.+?)(?:-(\d+)-of-(\d+))?\.(${format})$`)
/** Where the hub puts the table of a configuration without a name: the judgements, as MTEB's repositories have it. */
const unnamed = ['data', 'default']

/** @throws {Error} the folder, or one of its tables, cannot be read */
export async function listed(folder: string): Promise<Listing> {
  const entries = await entriesOf(folder)
  const below = async (entry: string): Promise<string[]> =>
    isFolder(entry) ? (await entriesOf(join(folder, entry))).map((name) => `${entry}/${name}`) : [entry]
  return { name: folder, paths: (await Promise.all(entries.map(below))).flat() }
}

function isFolder(entry: string): boolean {
  return unnamed.includes(entry) || (tableName.test(entry) && !partName.test(entry))
}

/** The names before `-corpus`, `-queries` and `-qrels`, sorted; '' for tables without one. */
export function subsetsOf({ name, paths }: Listing): string[] {
  const tops = topsOf(paths)
  const subsets = new Set(tops.flatMap((top) => tableName.exec(top)?.[1] ?? (tableName.test(top) ? '' : [])))
  if (subsets.size > 0) return [...subsets].sort()
  throw new Error(`mtebFolder: ${name} must hold tables like en-corpus, en-queries, en-qrels; got ${shownNames(tops)}.`)
}

/** All that is read of some subsets. */
export function filesOfSubsets(listing: Listing, subsets: readonly string[], split: string): string[] {
  const tables = ['corpus', 'queries', 'qrels'] as const
  return subsets.flatMap((subset) => tables.flatMap((table) => tableFiles(listing, { subset, table, split })))
}

export interface TablePlace {
  readonly subset: string
  readonly table: Table
  readonly split: string
}

/**
 * The files of a table, in order: `en-corpus.jsonl`, or those of the split in the folder `en-corpus`. Where there is none of
 * the split, texts lie in one that is named for their table (`en-corpus/corpus.jsonl`), or is alone. Of a split in several
 * formats one is taken: JSON lines before Parquet before TSV.
 *
 * @throws {Error} no such table or split
 * @throws {RangeError} the table is there more than once, or a part is missing or there twice
 */
export function tableFiles({ name, paths }: Listing, { subset, table, split }: TablePlace): string[] {
  const base = subset === '' ? table : `${subset}-${table}`
  const tops = topsOf(paths)
  const named = tops.filter((top) => top === base || (top.startsWith(`${base}.`) && tableName.test(top)))
  const found = named.length === 0 && base === 'qrels' ? tops.filter((top) => unnamed.includes(top)) : named
  if (found.length === 0) throw missing(`${name}/${base}`, tops)
  if (found.length > 1) {
    throw new RangeError(`mtebFolder: ${name}/${base} must be there once; got ${found.join(', ')}. Remove all but one.`)
  }
  const [top] = found as [string]
  if (paths.includes(top)) return [top]
  const inside = paths.filter((path) => path.startsWith(`${top}/`)).map((path) => path.slice(top.length + 1))
  return splitFiles(`${name}/${top}`, inside, { table, split }).map((file) => `${top}/${file}`)
}

function splitFiles(folder: string, names: readonly string[], { table, split }: Omit<TablePlace, 'subset'>): string[] {
  const bySplit = Map.groupBy(
    names.filter((name) => partName.test(name)),
    (name) => partName.exec(name)![1]!,
  )
  const alone = bySplit.size === 1 ? [...bySplit.values()][0] : undefined
  const files = bySplit.get(split) ?? (table === 'qrels' ? undefined : (bySplit.get(table) ?? alone))
  if (files === undefined) throw missing(`${folder}/${split}`, names)
  const chosen = oneFormat(files)
  requireAllParts(folder, chosen)
  return chosen
}

function oneFormat(files: readonly string[]): string[] {
  const of = (start: string): string[] => files.filter((file) => partName.exec(file)![4]!.startsWith(start)).sort()
  return ['jsonl', 'parquet', 'tsv'].map(of).find((same) => same.length > 0)!
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

function topsOf(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split('/', 1)[0]!))].sort()
}

function missing(file: string, names: readonly string[]): Error {
  const got = shownNames(names)
  return new Error(
    `mtebFolder: ${file}, as JSON-lines or Parquet, must be there; got ${got}. Check the folder, its subsets and the split.`,
  )
}

function shownNames(names: readonly string[]): string {
  return names.toSorted().slice(0, 20).join(', ') || 'nothing'
}

function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => {
    throw new Error(`mtebFolder: ${folder} must be a folder one can read. Check the path.`, { cause })
  })
}
