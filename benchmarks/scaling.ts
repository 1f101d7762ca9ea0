// How time and memory grow of the exact evaluation, of documents held, streamed and on disk, and of the run-file reader. Each
// size runs in a process of its own, so that its peak memory is its own. Prints Markdown tables; docs/speed.md and
// docs/scale.md hold them. Run it with `npm run scaling`, or `npm run scaling -- float32 float16` for some of the tables, and
// `--plot=FILE.svg` for a picture of what does not fit into memory.
import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  derive,
  exactRanks,
  matrix,
  measureRun,
  openVectorFile,
  type RankingProblem,
  type StoredPrecision,
  type StreamedDocuments,
  seeded,
  streamedRanks,
  type UnitRows,
  unitRows,
  writeVectorFile,
} from '../src/index.ts'
import { type Growth, plotGrowth } from './growth-plot.ts'

const [work, size = '', folder = ''] = process.argv.slice(2)
if (!/^\d+$/.test(size)) printTables(process.argv.slice(2))
else if (work === 'evaluation') report(await evaluate(Number(size)))
else if (work === 'stream') report(await stream(Number(size)))
else if (work === 'reader') report(await read(Number(size), folder))
else if (work === 'float32' || work === 'float16') report(await fromDisk(Number(size), { precision: work, folder }))
else if (work === 'write float32' || work === 'write float16') await write(Number(size), { work, folder })

interface Figures {
  readonly seconds: number
  readonly note: string
}

/** A pool held in memory. */
async function evaluate(documents: number): Promise<Figures> {
  const problem = { ...ranking(documents), documents: randomRows(documents, 2) }
  const start = performance.now()
  const { kernel } = await exactRanks(problem)
  return { seconds: secondsSince(start), note: kernel }
}

/** The same, but for documents that are made anew each time they are read. Making them is timed apart. */
async function stream(documents: number): Promise<Figures> {
  const problem = ranking(documents)
  const { making, ...made } = madeDocuments(documents)
  const start = performance.now()
  const { kernel } = await streamedRanks({ ...problem, documents: made })
  return { seconds: secondsSince(start) - making(), note: `${kernel} | ${making().toFixed(2)} s` }
}

interface OnDisk {
  readonly precision: StoredPrecision
  readonly folder: string
}

/** The same, but for documents that lie in a file, which another process wrote. */
async function fromDisk(documents: number, { precision, folder }: OnDisk): Promise<Figures> {
  const problem = ranking(documents)
  const path = vectorPath(documents, { precision, folder })
  execFileSync(process.execPath, [import.meta.filename, `write ${precision}`, String(documents), folder])
  const file = await openVectorFile(path, { precision, columns: 384, rows: documents })
  const start = performance.now()
  const { kernel } = await streamedRanks({ ...problem, documents: file })
  const seconds = secondsSince(start)
  await file.close()
  const gigabytes = statSync(path).size / 2 ** 30
  rmSync(path)
  return { seconds, note: `${kernel} | ${gigabytes.toFixed(2)} GB` }
}

async function write(documents: number, { work, folder }: { work: string; folder: string }): Promise<void> {
  const precision = work === 'write float16' ? 'float16' : 'float32'
  const path = vectorPath(documents, { precision, folder })
  await writeVectorFile(path, madeDocuments(documents).blocks(), { rows: documents, columns: 384, precision })
}

function vectorPath(documents: number, { precision, folder }: OnDisk): string {
  return join(folder, `${documents}-${precision}.safetensors`)
}

/** 1,000 queries of 384 dimensions, eleven documents asked about by each. */
function ranking(documents: number): Pick<RankingProblem, 'queries' | 'pool' | 'asked'> {
  const [queries, asked] = [1000, 11]
  return {
    queries: randomRows(queries, 1),
    pool: Array.from({ length: documents }, (_, i) => ({ id: `d${i}`, language: `l${i % 11}` })),
    asked: Array.from({ length: queries }, (_, q) =>
      Array.from({ length: asked }, (_, a) => (q * 7919 + a * 104_729) % documents),
    ).map((rows) => [...new Set(rows)]),
  }
}

/** @returns the documents, and how many seconds it took so far to make them */
function madeDocuments(documents: number): StreamedDocuments & { making(): number } {
  const block = 10_000
  let seconds = 0
  return {
    columns: 384,
    making: () => seconds,
    *blocks() {
      for (let first = 0; first < documents; first += block) {
        const start = performance.now()
        const rows = randomRows(Math.min(block, documents - first), derive(2, first))
        seconds += secondsSince(start)
        yield rows
      }
    },
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000
}

function randomRows(rows: number, seed: number): UnitRows {
  const random = seeded(seed)
  const of = matrix(rows, 384)
  for (let at = 0; at < of.data.length; at += of.columns) {
    const row = of.data.subarray(at, at + of.columns)
    let square = 0
    for (let i = 0; i < row.length; i++) {
      const value = random() - 0.5
      row[i] = value
      square += value * value
    }
    for (let i = 0; i < row.length; i++) row[i]! /= Math.sqrt(square)
  }
  return unitRows(of)
}

/** A run of so many queries with 1,000 results each, two of them relevant. */
async function read(queries: number, into: string): Promise<Figures> {
  const [run, qrels] = [join(into, `${queries}.run`), join(into, `${queries}.qrels`)]
  await pipeline(Readable.from(runLines(queries)), createWriteStream(run))
  await pipeline(Readable.from(qrelsLines(queries)), createWriteStream(qrels))
  const start = performance.now()
  const { overall } = await measureRun({ run, qrels, measures: ['AP', 'nDCG@10', 'RR', 'R@100'] })
  return { seconds: secondsSince(start), note: `AP ${overall.get('AP')?.toFixed(4)}` }
}

function* runLines(queries: number): Generator<string> {
  for (let query = 0; query < queries; query++) {
    const lines = Array.from({ length: 1000 }, (_, i) => `q${query} Q0 ${idOf(query, i)} ${i + 1} ${30 - i / 64} s\n`)
    yield lines.join('')
  }
}

function* qrelsLines(queries: number): Generator<string> {
  for (let query = 0; query < queries; query++) {
    yield `q${query} 0 ${idOf(query, (query * 31) % 1000)} 1\nq${query} 0 ${idOf(query, (query * 17 + 5) % 1000)} 2\n`
  }
}

function idOf(query: number, result: number): string {
  return `d${(query * 7919 + result * 8803) % 8_800_000}`
}

function report({ seconds, note }: Figures): void {
  const gigabytes = process.resourceUsage().maxRSS / 2 ** 20
  process.stdout.write(`${seconds.toFixed(2)} s | ${gigabytes.toFixed(2)} GB | ${note}`)
}

/** @param words works of the tables, none for all; where to plot */
function printTables(words: readonly string[]): void {
  const wanted = words.filter((word) => !word.startsWith('--'))
  const plot = words.find((word) => word.startsWith('--plot='))?.slice('--plot='.length)
  const growths: Growth[] = []
  const temporary = mkdtempSync(join(process.env['VITEST_RETRIEVAL_CACHE'] ?? tmpdir(), 'scaling-'))
  const large = { sizes: [10_000, 100_000, 1_000_000], folder: temporary }
  const tables: readonly Table[] = [
    { work: 'evaluation', sizes: [1000, 10_000, 100_000], headings: ['documents held', 'products by'] },
    { work: 'stream', ...large, headings: ['documents streamed', 'products by', 'making the vectors twice'] },
    { work: 'float32', ...large, headings: ['documents in a float32 file', 'products by', 'the file'] },
    { work: 'float16', ...large, headings: ['documents in a float16 file', 'products by', 'the file'] },
    { work: 'reader', sizes: [70, 700, 7000], headings: ['queries × 1,000', 'as a check'], folder: temporary },
  ]
  try {
    for (const table of tables.filter(({ work }) => wanted.length === 0 || wanted.includes(work))) {
      const points = printTable(table)
      if (table.sizes === large.sizes) growths.push({ name: table.headings[0]!, points })
    }
    if (plot !== undefined) plotGrowth(plot, growths)
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

interface Table {
  readonly work: string
  readonly sizes: readonly number[]
  /** Of the sizes, and of the notes. */
  readonly headings: readonly string[]
  readonly folder?: string
}

function printTable({ work, sizes, headings: [first, ...rest], folder = '' }: Table): Growth['points'] {
  const headings = [first, 'time', 'peak memory', ...rest]
  console.log(`\n| ${headings.join(' | ')} |\n|${' --: |'.repeat(headings.length)}`)
  return sizes.map((each) => {
    const figures = execFileSync(process.execPath, [import.meta.filename, work, String(each), folder], {
      encoding: 'utf8',
    })
    console.log(`| ${each.toLocaleString('en-US')} | ${figures} |`)
    const [seconds = Number.NaN, gigabytes = Number.NaN] = figures.split(' | ').map(Number.parseFloat)
    return [each, seconds, gigabytes] as const
  })
}
