import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { currentQuery, groupedQueries, type QueryOfRun, type RunOptions } from './grouped-queries.ts'
import { type RunLines, runLines } from './run-lines.ts'
import { wholeLines } from './whole-lines.ts'

/** As many temporary files are open at once, at most. */
const mostParts = 256

/** What a first pass over a run finds out. */
export interface QueryLayout {
  /** Bytes of the lines of each query, in the order in which the file first names them. */
  readonly bytes: ReadonlyMap<string, number>
  /** Whether a query comes again after another one. */
  readonly interleaved: boolean
  /** Lines that begin with `#`. */
  readonly comments: number
}

/** @throws {SyntaxError} `file:line: …`: a malformed line */
export async function queryLayout(pieces: AsyncIterable<Buffer>, file: string): Promise<QueryLayout> {
  const bytes = new Map<string, number>()
  const lines = runLines(file)
  const current = currentQuery()
  let [own, interleaved] = [0, false]
  for await (const piece of pieces) {
    lines.open(piece)
    while (lines.next()) {
      if (!current.is(lines)) {
        if (bytes.size > 0) bytes.set(current.id, own)
        current.become(lines)
        interleaved ||= bytes.has(current.id)
        own = bytes.get(current.id) ?? 0
        bytes.set(current.id, own)
      }
      own += lines.lineTo - lines.lineFrom
    }
  }
  if (bytes.size > 0) bytes.set(current.id, own)
  return { bytes, interleaved, comments: lines.comments }
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
    const files = parts.length === 1 ? [options.file] : await dealOut(parts, folder, options)
    for (const [index, part] of parts.entries()) {
      const lines = await sortedLines(files[index]!, part, options)
      yield* groupedQueries([lines], { ...options, lineOf: (ids) => secondLine(ids, options) })
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Successive queries whose lines make up so many bytes together, or more where that would be too many parts. */
function partsOf({ bytes }: QueryLayout, partBytes: number): string[][] {
  const total = [...bytes.values()].reduce((sum, each) => sum + each, 0)
  const most = Math.max(partBytes, total / mostParts)
  const parts: string[][] = []
  let own = Number.POSITIVE_INFINITY
  for (const [query, size] of bytes) {
    if (own + size > most) {
      parts.push([])
      own = 0
    }
    parts.at(-1)!.push(query)
    own += size
  }
  return parts
}

/** A file for each part, with the lines of its queries in the order in which they came. */
async function dealOut(parts: readonly string[][], folder: string, options: InterleavedOptions): Promise<string[]> {
  const partOf = new Map(parts.flatMap((part, index) => part.map((query) => [query, index] as const)))
  const files = parts.map((_, index) => join(folder, `${index}`))
  const targets: FileHandle[] = []
  try {
    for (const file of files) targets.push(await open(file, 'w'))
    for await (const piece of wholeLines(options.file, options)) {
      const { lines, ends } = sortLines([piece], { file: options.file, placeOf: partOf, places: parts.length })
      for (const [index, target] of targets.entries()) {
        const mine = lines.subarray(ends[index - 1] ?? 0, ends[index])
        if (mine.length > 0) await target.appendFile(mine)
      }
    }
  } finally {
    await Promise.all(targets.map((target) => target.close()))
  }
  return files
}

async function sortedLines(file: string, queries: readonly string[], options: InterleavedOptions): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of wholeLines(file, options)) pieces.push(piece)
  const placeOf = new Map(queries.map((query, place) => [query, place]))
  return sortLines(pieces, { file: options.file, placeOf, places: queries.length }).lines
}

interface Sorting {
  readonly file: string
  /** Where the lines of a query belong: 0 … `places` − 1. */
  readonly placeOf: ReadonlyMap<string, number>
  readonly places: number
}

/** The results among the lines, sorted by their query's place and else in the order in which they came: counted, then copied. */
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
  const current = currentQuery()
  let place = 0
  for (const piece of pieces) {
    lines.open(piece)
    while (lines.next()) {
      if (!current.is(lines)) {
        current.become(lines)
        place = placeOf.get(current.id)!
      }
      visit(place, lines)
    }
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
