import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { derive, seeded } from '../src/index.ts'

export const streamedLanguages = ['de', 'en', 'fi', 'sw', 'tr'] as const
const queries = 500

/**
 * Writes a BEIR folder of passages in five languages by turns, with 500 queries that are the first words of a passage each.
 *
 * @returns how many bytes the passages are before they are packed
 */
export async function writeStreamedCorpus(to: string, passages: number): Promise<number> {
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
  return streamedLanguages[passage % streamedLanguages.length]!
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
