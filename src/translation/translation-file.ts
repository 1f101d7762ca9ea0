import { jsonLines, optionalKey } from '../datasets/jsonl.ts'
import { type TextLine, textLines } from '../datasets/jsonl-text-lines.ts'
import type { Language } from '../retrieval.ts'

/** A line of a file of translations. */
export interface TranslationLine {
  readonly source: string
  /** The language of the translation. */
  readonly language: Language
  /** '' where it is still to be made. */
  readonly translation: string
  /** `translations.tsv:14` */
  readonly place: string
}

const columns = ['source', 'language', 'translation'] as const

/**
 * The lines of JSON lines, or of a TSV without quotes whose first line names its columns, by the file's name; gzipped or not.
 *
 * @param caller begins error messages
 * @throws {RangeError} a name of another kind
 * @throws {SyntaxError | TypeError} a line that is not as it must be
 */
export function translationLines(caller: string, file: string): AsyncGenerator<TranslationLine, void> {
  return isTsv(caller, file) ? tsvLines(file) : jsonTranslations(file)
}

/** The text of a file of translations, a line at a time, in the format that its name says. */
export function* translationText(
  caller: string,
  file: string,
  lines: Iterable<Omit<TranslationLine, 'place'>>,
): Generator<string, void> {
  const tsv = isTsv(caller, file)
  if (tsv) yield `${columns.join('\t')}\n`
  for (const { source, language, translation } of lines) {
    yield tsv ? `${source}\t${language}\t${translation}\n` : `${JSON.stringify({ source, language, translation })}\n`
  }
}

function isTsv(caller: string, file: string): boolean {
  if (/\.(?:tsv|txt)(?:\.gz)?$/i.test(file)) return true
  if (/\.(?:jsonl|ndjson|json)(?:\.gz)?$/i.test(file)) return false
  throw new RangeError(`${caller}: a file of translations must be named .jsonl or .tsv; got "${file}". Rename it.`)
}

async function* jsonTranslations(file: string): AsyncGenerator<TranslationLine, void> {
  for await (const { json, place } of jsonLines(file)) {
    const [source, language] = [json.key('source').string(), json.key('language').string()]
    yield { source, language, translation: optionalKey(json, 'translation')?.string() ?? '', place }
  }
}

async function* tsvLines(file: string): AsyncGenerator<TranslationLine, void> {
  let head: readonly string[] | undefined
  for await (const line of textLines(file)) {
    if (head === undefined) head = headOf(line)
    else yield tsvLine(line, head)
  }
}

function headOf({ text, place }: TextLine): readonly string[] {
  const names = text.split('\t')
  if (columns.every((column) => names.indexOf(column) >= 0)) return names
  throw new SyntaxError(
    `${place}: the columns must be ${columns.join(', ')}; got ${names.join(', ').slice(0, 80)}. Name them.`,
  )
}

function tsvLine({ text, place }: TextLine, head: readonly string[]): TranslationLine {
  const cells = text.split('\t')
  if (cells.length !== head.length) {
    const got = `${cells.length}: ${JSON.stringify(text.slice(0, 80))}`
    throw new SyntaxError(`${place}: a line must have ${head.length} columns; got ${got}. Repair the line.`)
  }
  const cell = (column: (typeof columns)[number]): string => cells[head.indexOf(column)]!
  return { source: cell('source'), language: cell('language'), translation: cell('translation'), place }
}
