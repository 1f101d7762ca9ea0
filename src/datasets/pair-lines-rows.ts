import type { Language } from '../retrieval.ts'
import { idOf } from './beir-entries.ts'
import { type JsonLine, jsonLines, optionalKey } from './jsonl.ts'
import { type TextLine, textLines } from './jsonl-text-lines.ts'
import { parquetRows } from './parquet-rows.ts'

/** What a line tells about a pair. */
export interface PairRow {
  readonly anchor: string
  readonly positive: string
  readonly negatives: readonly string[]
  readonly concept?: string
  readonly language?: Language
  readonly group?: string
  /** Counted from 1 in its file. */
  readonly line: number
  /** `train.tsv:14` */
  readonly place: string
}

const fields = ['anchor', 'positive', 'negatives', 'concept', 'language', 'group'] as const

export type PairField = (typeof fields)[number]

export interface PairFormat {
  /** @default by the file's name: `.jsonl`, `.ndjson` or `.json`, and `.tsv` or `.txt`, each also with `.gz`; `.parquet` */
  readonly format?: 'jsonl' | 'tsv' | 'parquet'
  /**
   * What a field is called in the file, as `{ anchor: 'query' }`. A column that is named here must be there, a key of JSON
   * in every line. @default its own name
   */
  readonly columns?: Partial<Readonly<Record<PairField, string>>>
  /** Names of a TSV's columns, where its first line does not hold them. Columns of negatives may be several of one name. */
  readonly header?: readonly string[]
}

/** The lines or rows of a file of pairs, one at a time; lines are gzipped or not, ended by LF or CRLF. */
export function pairRows(file: string, options: PairFormat): AsyncGenerator<PairRow, void> {
  const format = options.format ?? formatOf(file)
  const named: Named = {
    of: (field) => options.columns?.[field] ?? field,
    isRequired: (field) => field === 'anchor' || field === 'positive' || options.columns?.[field] !== undefined,
  }
  if (format === 'tsv') return tsvRows(file, named, options.header)
  if (format !== 'jsonl' && format !== 'parquet') throw unfit(`"${format}"`)
  if (options.header !== undefined) throw unfit("a header for a file that names its own keys: use 'columns'")
  return jsonRows(format === 'jsonl' ? jsonLines(file) : parquetRows(file, { columns: fields.map(named.of) }), named)
}

function unfit(got: string): RangeError {
  return new RangeError(`pairLines: format must be 'jsonl', 'tsv' or 'parquet', and a header is a TSV's; got ${got}.`)
}

function formatOf(file: string): Exclude<PairFormat['format'], undefined> {
  if (/\.(?:jsonl|ndjson|json)(?:\.gz)?$/i.test(file)) return 'jsonl'
  if (/\.(?:tsv|txt)(?:\.gz)?$/i.test(file)) return 'tsv'
  if (/\.parquet$/i.test(file)) return 'parquet'
  throw new RangeError(
    `pairLines: a file must be named .jsonl, .tsv or .parquet, unless its format is said; got "${file}". Add format: 'tsv'.`,
  )
}

interface Named {
  readonly of: (field: PairField) => string
  /** Whether the file must have it. */
  readonly isRequired: (field: PairField) => boolean
}

async function* jsonRows(lines: AsyncIterable<JsonLine>, named: Named): AsyncGenerator<PairRow, void> {
  let line = 0
  for await (const { json, place } of lines) {
    const id = (field: PairField): string | undefined => {
      const found = fieldOf(json, field, named)
      return found && idOf(found)
    }
    const text = (field: PairField): string => json.key(named.of(field)).string()
    const told = { concept: id('concept'), language: id('language'), group: id('group') }
    const texts = { anchor: text('anchor'), positive: text('positive'), negatives: negativesOf(json, named) }
    yield { ...texts, ...present(told), line: ++line, place }
  }
}

/** A value that may be null, and absent where nobody named it. */
function fieldOf(json: JsonLine['json'], field: PairField, named: Named): JsonLine['json'] | undefined {
  const key = named.of(field)
  if (named.isRequired(field)) json.key(key)
  return optionalKey(json, key)
}

/** A list of texts, or one alone. */
function negativesOf(json: JsonLine['json'], named: Named): string[] {
  const found = fieldOf(json, 'negatives', named)
  if (found === undefined) return []
  return typeof found.value === 'string' ? [found.value] : found.items().map((item) => item.string())
}

async function* tsvRows(file: string, named: Named, given?: readonly string[]): AsyncGenerator<PairRow, void> {
  let columns = given && columnsOf(given, named, `${file}: header`)
  let line = 0
  for await (const textLine of textLines(file)) {
    line++
    const cells = textLine.text.split('\t')
    if (columns === undefined) columns = columnsOf(cells, named, textLine.place)
    else yield { ...tsvRow(cells, columns, textLine), line }
  }
}

interface Columns {
  readonly count: number
  readonly negatives: readonly number[]
  /** Where a field stands; -1 where it does not. */
  readonly at: (field: PairField) => number
}

function columnsOf(names: readonly string[], named: Named, place: string): Columns {
  for (const field of fields) {
    const times = names.filter((name) => name === named.of(field)).length
    if (times === 1 || (times === 0 && !named.isRequired(field)) || (times > 1 && field === 'negatives')) continue
    throw new SyntaxError(
      `${place}: the columns must name "${named.of(field)}" once; got ${names.join(', ').slice(0, 80)}. ` +
        "Say what they are called (columns: { anchor: 'query' }), or name them where the file does not (header: [...]).",
    )
  }
  const negatives = names.flatMap((name, index) => (name === named.of('negatives') ? [index] : []))
  return { count: names.length, negatives, at: (field) => names.indexOf(named.of(field)) }
}

function tsvRow(fields: readonly string[], columns: Columns, { text, place }: TextLine): Omit<PairRow, 'line'> {
  if (fields.length !== columns.count) {
    const got = `${fields.length}: ${JSON.stringify(text.slice(0, 80))}`
    throw new SyntaxError(`${place}: a line must have ${columns.count} columns; got ${got}. Repair the line.`)
  }
  const field = (name: PairField): string | undefined => fields[columns.at(name)]
  return {
    anchor: field('anchor')!,
    positive: field('positive')!,
    // Lines with fewer negatives than others leave the last columns empty.
    negatives: columns.negatives.map((column) => fields[column]!).filter((negative) => negative !== ''),
    ...present({ concept: field('concept'), language: field('language'), group: field('group') }),
    place,
  }
}

type Told = Pick<PairRow, 'concept' | 'language' | 'group'>

function present({ concept, language, group }: { [Key in keyof Told]: Told[Key] | undefined }): Told {
  return {
    ...(concept !== undefined && { concept }),
    ...(language !== undefined && { language }),
    ...(group !== undefined && { group }),
  }
}
