// A corpus larger than one would hold: load, encode and evaluate passages in a BEIR folder that are only ever streamed.
// Each size runs in a process of its own, so that its peak memory is its own. Prints a Markdown table; docs/speed.md holds
// it. Run it with `node benchmarks/streaming.ts [passages …]`, 2,000,000 by default.
import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { beir, derive, runExperiment, seeded, staticEncoder } from '../src/index.ts'

const languages = ['de', 'en', 'fi', 'sw', 'tr']
const queries = 500

const [work, folder] = process.argv.slice(2)
if (work === 'measure') await measure(folder ?? '')
else await printTable(process.argv.slice(2).map(Number))

async function printTable(sizes: readonly number[]): Promise<void> {
  const headings = [
    'passages',
    'texts',
    'load',
    'inspect',
    'encode',
    'evaluate',
    'passages/s',
    'peak memory',
    'AP multilingual',
  ]
  console.log(`| ${headings.join(' | ')} |\n|${' --: |'.repeat(headings.length)}`)
  for (const passages of sizes.length > 0 ? sizes : [2_000_000]) {
    const temporary = mkdtempSync(join(tmpdir(), 'streaming-'))
    try {
      const bytes = await writeFolder(temporary, passages)
      const found = execFileSync(process.execPath, [import.meta.filename, 'measure', temporary], { encoding: 'utf8' })
      console.log(`| ${passages.toLocaleString('en-US')} | ${(bytes / 2 ** 30).toFixed(2)} GiB | ${found} |`)
    } finally {
      rmSync(temporary, { recursive: true })
    }
  }
}

async function measure(from: string): Promise<void> {
  const start = performance.now()
  const dataset = await beir(from, { documents: 'streamed', languages })
  const load = (performance.now() - start) / 1000
  const { record } = await runExperiment({ encoder: staticEncoder({ dimensions: 64 }), dataset })
  const total = (performance.now() - start) / 1000
  const { encode, evaluate } = record.seconds
  const rate = Math.round(dataset.documents.length / total)
  const value = record.scores.find(({ measure, setting }) => measure === 'AP' && setting === 'multilingual')?.value
  const gigabytes = process.resourceUsage().maxRSS / 2 ** 20
  const seconds = [load, total - load - encode - evaluate, encode, evaluate].map((each) => `${each.toFixed(1)} s`)
  process.stdout.write(
    [...seconds, rate.toLocaleString('en-US'), `${gigabytes.toFixed(2)} GiB`, value?.toFixed(4)].join(' | '),
  )
}

/** @returns how many bytes the passages are before they are packed */
async function writeFolder(to: string, passages: number): Promise<number> {
  mkdirSync(join(to, 'qrels'))
  const write = (name: string, lines: Iterable<string>): Promise<void> =>
    pipeline(Readable.from(lines, { objectMode: false }), createGzip({ level: 1 }), createWriteStream(join(to, name)))
  let bytes = 0
  await write(
    'corpus.jsonl.gz',
    counted(corpusLines(passages), (more) => (bytes += more)),
  )
  await write('queries.jsonl.gz', queryLines(passages))
  await write('qrels/test.tsv.gz', qrelsLines(passages))
  return bytes
}

/** Pieces of many lines: a write of each would take longer than to make it. */
function* counted(lines: Iterable<string>, count: (bytes: number) => void): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < 2 ** 16) continue
    count(Buffer.byteLength(piece))
    yield piece
    piece = ''
  }
  count(Buffer.byteLength(piece))
  yield piece
}

function* corpusLines(passages: number): Generator<string> {
  for (let i = 0; i < passages; i++) {
    const entry = { _id: `d${i}`, title: '', text: passage(i), metadata: { language: languageOf(i) } }
    yield `${JSON.stringify(entry)}\n`
  }
}

/** The first words of a passage. */
function* queryLines(passages: number): Generator<string> {
  for (let query = 0; query < queries; query++) {
    const about = relevantTo(query, passages)
    const text = passage(about).split(' ').slice(0, 8).join(' ')
    yield `${JSON.stringify({ _id: `q${query}`, text, metadata: { language: languageOf(about) } })}\n`
  }
}

function* qrelsLines(passages: number): Generator<string> {
  yield 'query-id\tcorpus-id\tscore\n'
  for (let query = 0; query < queries; query++) yield `q${query}\td${relevantTo(query, passages)}\t1\n`
}

function relevantTo(query: number, passages: number): number {
  return (query * 104_729) % passages
}

function languageOf(passage: number): string {
  return languages[passage % languages.length]!
}

/** 30 to 60 words of a vocabulary of 20,000 a language, the frequent ones more often. */
function passage(index: number): string {
  const random = seeded(derive(1, index))
  const language = languageOf(index)
  const words = Array.from({ length: 30 + Math.floor(31 * random()) }, () => {
    const word = Math.floor(20_000 * random() ** 3)
    return `${language}${word.toString(36)}`
  })
  return words.join(' ')
}
