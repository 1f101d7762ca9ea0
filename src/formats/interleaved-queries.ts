import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { groupedQueries, type QueryOfRun, type RunOptions } from './grouped-queries.ts'
import { type IdTable, idTable } from './id-table.ts'
import { type RunLines, runLines } from './run-lines.ts'
import { wholeLines } from './whole-lines.ts'

/** As many temporary files are open at once, at most. */
const mostParts = 256

/** What a first pass over a run finds out. */
export interface QueryLayout {
  /** In the order in which the file first names them. */
  readonly queries: IdTable
  /** Bytes of the lines of each query. */
  readonly bytes: readonly number[]
  /** Whether a query comes again after another one. */
  readonly interleaved: boolean
  /** Lines that begin with `#`. */
  readonly comments: number
}

/** @throws {SyntaxError} `file:line: …`: a malformed line */
export async function queryLayout(pieces: AsyncIterable<Buffer>, file: string): Promise<QueryLayout> {
  const queries = idTable()
  const bytes: number[] = []
  const lines = runLines(file)
  let interleaved = false
  let last = 0
  for await (const piece of pieces) {
    lines.open(piece)
    while (lines.next()) {
      const query = queries.add(lines.bytes, lines.queryFrom, lines.queryTo)
      if (query === bytes.length) bytes.push(0)
      else if (query !== last) interleaved = true
      bytes[query]! += lines.lineTo - lines.lineFrom
      last = query
    }
  }
  return { queries, bytes, interleaved, comments: lines.comments }
}

export interface InterleavedOptions extends RunOptions {
  readonly file: string
  /** What is sorted in memory at once, about. @default 32 MiB */
  readonly partBytes?: number
  readonly chunkBytes?: number
}

/**
 * The queries of a run whose lines are mixed, each whole, in the order in which the file first names them. The lines are
 * dealt out to temporary files, each of which takes the next so many queries and is then sorted in memory.
 *
 * @throws {SyntaxError} `file:line: …`: a malformed line, or a document that is there twice for one query
 */
export async function* interleavedQueries(
  layout: QueryLayout,
  { partBytes = 2 ** 25, ...options }: InterleavedOptions,
): AsyncGenerator<QueryOfRun | 'interleaved', void> {
  const parts = partsOf(layout, partBytes)
  const folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-run-'))
  try {
    const files = parts.length === 1 ? [options.file] : await dealOut(layout, { ...options, parts, folder })
    for (const [index, { first, end }] of parts.entries()) {
      const pieces: Buffer[] = []
      for await (const piece of wholeLines(files[index]!, options)) pieces.push(piece)
      const placeOf = (lines: RunLines): number => queryAt(layout, lines) - first
      const { lines } = sortLines(pieces, { file: options.file, placeOf, places: end - first })
      yield* groupedQueries([lines], { ...options, lineOf: (ids) => secondLine(ids, options) })
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Queries `first` … `end` − 1. */
interface Part {
  readonly first: number
  end: number
}

/** Successive queries whose lines make up so many bytes together, or more where that would be too many parts. */
function partsOf({ bytes }: QueryLayout, partBytes: number): Part[] {
  const total = bytes.reduce((sum, each) => sum + each, 0)
  const stretch = Math.max(partBytes, total / mostParts)
  const parts: Part[] = []
  let before = 0
  for (const [query, size] of bytes.entries()) {
    // As many parts as stretches have begun: closing each before it overflows would make up to twice as many.
    if (before >= parts.length * stretch) parts.push({ first: query, end: query })
    parts.at(-1)!.end = query + 1
    before += size
  }
  return parts
}

function queryAt({ queries }: QueryLayout, { bytes, queryFrom, queryTo }: RunLines): number {
  return queries.find(bytes, queryFrom, queryTo)
}

/** A file for each part, with the lines of its queries in the order in which they came. */
async function dealOut(
  layout: QueryLayout,
  { parts, folder, ...options }: InterleavedOptions & { parts: readonly Part[]; folder: string },
): Promise<string[]> {
  const partOf = Int32Array.from(parts.flatMap(({ first, end }, part) => new Array<number>(end - first).fill(part)))
  const placeOf = (lines: RunLines): number => partOf[queryAt(layout, lines)]!
  const files = parts.map((_, part) => join(folder, `${part}`))
  const targets: FileHandle[] = []
  try {
    for (const file of files) targets.push(await open(file, 'w'))
    for await (const piece of wholeLines(options.file, options)) {
      const { lines, ends } = sortLines([piece], { file: options.file, placeOf, places: parts.length })
      for (const [part, target] of targets.entries()) {
        const mine = lines.subarray(ends[part - 1] ?? 0, ends[part])
        if (mine.length > 0) await target.appendFile(mine)
      }
    }
  } finally {
    await Promise.all(targets.map((target) => target.close()))
  }
  return files
}

interface Sorting {
  /** Names the run in errors. */
  readonly file: string
  /** Where a line belongs: 0 … `places` − 1. */
  readonly placeOf: (lines: RunLines) => number
  readonly places: number
}

/** The results among the lines, sorted by their place and else in the order in which they came: counted, then copied. */
function sortLines(pieces: readonly Buffer[], sorting: Sorting): { lines: Buffer; ends: readonly number[] } {
  const ends = new Array<number>(sorting.places).fill(0)
  visitLines(pieces, sorting, (place, { lineFrom, lineTo }) => {
    ends[place] = ends[place]! + lineTo - lineFrom
  })
  let total = 0
  for (const [place, size] of ends.entries()) {
    ends[place] = total
    total += size
  }
  const sorted = Buffer.allocUnsafe(total)
  visitLines(pieces, sorting, (place, { bytes, lineFrom, lineTo }) => {
    sorted.set(bytes.subarray(lineFrom, lineTo), ends[place])
    ends[place] = ends[place]! + lineTo - lineFrom
  })
  return { lines: sorted, ends }
}

function visitLines(
  pieces: readonly Buffer[],
  { file, placeOf }: Sorting,
  visit: (place: number, lines: RunLines) => void,
): void {
  const lines = runLines(file)
  for (const piece of pieces) {
    lines.open(piece)
    while (lines.next()) visit(placeOf(lines), lines)
  }
}

/** Sorted lines have lost their numbers; where a document turns out to be there twice, the file is read once more. */
async function secondLine(ids: { query: Buffer; document: Buffer }, options: InterleavedOptions): Promise<number> {
  const lines = runLines(options.file)
  let found = 0
  for await (const piece of wholeLines(options.file, options)) {
    lines.open(piece)
    while (lines.next()) {
      const { bytes, queryFrom, queryTo, documentFrom, documentTo } = lines
      const same =
        ids.document.equals(bytes.subarray(documentFrom, documentTo)) &&
        ids.query.equals(bytes.subarray(queryFrom, queryTo))
      if (same && ++found === 2) return lines.number
    }
  }
  return lines.number
}
