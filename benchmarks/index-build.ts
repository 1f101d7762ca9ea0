// A corpus on its way into Milvus: passages are streamed, encoded and added by a process that is killed half-way (SIGKILL)
// and started again, then evaluated; and all of it once more with the exact index, without an interruption. Fails where
// counts, ranks or scores differ. Needs VITEST_RETRIEVAL_MILVUS_LITE (a Python with milvus-lite and pymilvus) or
// MILVUS_ADDRESS. Run it with `node benchmarks/index-build.ts [passages]`, 500,000 by default.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { milvusAbsent, milvusServer } from '../fixtures/milvus-server.ts'
import { evaluateIndex } from '../src/evaluation/evaluate-index.ts'
import { beir, type EncoderSource, measure, type StreamedDataset, staticEncoder } from '../src/index.ts'
import { buildIndex } from '../src/indexes/build-index.ts'
import { exactIndex } from '../src/indexes/exact-index.ts'
import { milvus } from '../src/indexes/milvus/milvus.ts'
import type { SearchIndex } from '../src/indexes/search-index.ts'
import { streamedLanguages as languages, writeStreamedCorpus } from './streamed-corpus.ts'

const dimensions = 64
const k = 100
/** Milliseconds: Milvus Lite takes minutes for 256 queries over 500,000 documents. */
const timeout = 1_800_000
const encoder: EncoderSource = staticEncoder({ dimensions })

/** Where a child process finds things. */
interface Place {
  /** Of the corpus, and of what is built. */
  readonly folder: string
  /** Of a Milvus; the exact index where there is none. */
  readonly address?: string
  readonly collection: string
}

interface Built {
  readonly added: number
  readonly seconds: number
  readonly peak: number
}

interface Scored {
  readonly counts: Readonly<Record<string, number>>
  readonly ranks: string
  readonly scores: Readonly<Record<string, number>>
  readonly seconds: number
  readonly peak: number
}

type Message = { readonly done: number } | { readonly built: Built } | { readonly scored: Scored }

const [first, place] = process.argv.slice(2)
if (first === 'build') await build(JSON.parse(place ?? '') as Place)
else if (first === 'score') await score(JSON.parse(place ?? '') as Place)
else await compare(Number(first ?? 500_000))

async function compare(passages: number): Promise<void> {
  if (milvusAbsent) throw new Error(`index-build: a Milvus must be there; ${milvusAbsent}.`)
  const folder = mkdtempSync(join(tmpdir(), 'index-build-'))
  const server = await milvusServer()
  try {
    say(`${await writeStreamedCorpus(folder, passages)} bytes of ${passages} passages`)
    const collection = `build_${process.pid}_${Date.now()}`
    const inMilvus = { folder, collection, address: server.address }
    const exact = { folder, collection }
    const killedAt = await killed(inMilvus, passages / 2)
    say(`killed when ${killedAt} documents were in`)
    const rest = (await whole('build', inMilvus)) as { built: Built }
    told('milvus, the rest', rest.built)
    told('exact, at one go', ((await whole('build', exact)) as { built: Built }).built)
    const [a, b] = [await whole('score', inMilvus), await whole('score', exact)] as { scored: Scored }[]
    compareScores(a!.scored, b!.scored)
  } finally {
    await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  }
}

function compareScores(interrupted: Scored, uninterrupted: Scored): void {
  for (const [name, { seconds, peak, ranks, counts, scores }] of Object.entries({ interrupted, uninterrupted })) {
    say(`${name}: ${JSON.stringify(counts)}, ranks ${ranks.slice(0, 16)}, ${JSON.stringify(scores)}`)
    say(`${name}: evaluated in ${seconds.toFixed(1)} s, peak ${gigabytes(peak)}`)
  }
  for (const key of ['counts', 'ranks', 'scores'] as const) {
    if (JSON.stringify(interrupted[key]) === JSON.stringify(uninterrupted[key])) say(`${key}: equal`)
    else throw new Error(`index-build: ${key} must be equal; got other ones after the interruption.`)
  }
}

/** @returns documents that were in the index by the last report before its process was killed */
async function killed(from: Place, half: number): Promise<number> {
  const child = started('build', from)
  let last = 0
  let isKilled = false
  child.on('message', (message: Message) => {
    if (!('done' in message)) return
    last = message.done
    if (message.done >= half && !isKilled) isKilled = child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  if (signal !== 'SIGKILL') throw new Error(`index-build: the first build must be killed; it ended by itself.`)
  return last
}

/** What a process says at its end. */
async function whole(work: 'build' | 'score', from: Place): Promise<Message> {
  const child = started(work, from)
  let last: Message | undefined
  child.on('message', (message: Message) => {
    last = message
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code === 0 && last) return last
  throw new Error(`index-build: ${work} must end with 0; got ${code}.`)
}

function started(work: 'build' | 'score', from: Place): ChildProcess {
  return fork(import.meta.filename, [work, JSON.stringify(from)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

async function build({ folder, ...rest }: Place): Promise<void> {
  const dataset = await opened(folder)
  const index = await indexOf({ folder, ...rest })
  const start = performance.now()
  let shown = start
  const { added } = await buildIndex({
    dataset,
    encoder,
    index,
    journal: join(folder, rest.address ? 'milvus-journal' : 'exact-journal'),
    onProgress({ done, total, note }) {
      process.send?.({ done } satisfies Message)
      if (performance.now() - shown < 15_000) return
      shown = performance.now()
      say(`${done} of ${total} documents, ${note}`)
    },
  })
  const seconds = (performance.now() - start) / 1000
  await index.close()
  process.send?.({ built: { added, seconds, peak: process.resourceUsage().maxRSS } } satisfies Message, () =>
    process.exit(),
  )
}

async function score(from: Place): Promise<void> {
  const dataset = await opened(from.folder)
  const index = await indexOf(from)
  const counts: Record<string, number> = { all: await index.count() }
  for (const language of languages) counts[language] = await index.count(language)
  const made = await encoder.create(1)
  const queries = await made.encode(dataset.queries, { role: 'query' })
  const start = performance.now()
  const measures = ['AP', 'nDCG@10', 'R@100'].map(measure)
  const { evaluation } = await evaluateIndex({ dataset, index, queries, measures, k })
  const seconds = (performance.now() - start) / 1000
  await index.close()
  const scores = Object.fromEntries(
    evaluation.scores.map(({ measure, setting, value }) => [`${measure.name} ${setting}`, value]),
  )
  const scored = { counts, ranks: evaluation.digest, scores, seconds, peak: process.resourceUsage().maxRSS }
  process.send?.({ scored } satisfies Message, () => process.exit())
}

async function opened(folder: string): Promise<StreamedDataset> {
  return await beir(folder, { documents: 'streamed', languages: [...languages] })
}

async function indexOf({ folder, address, collection }: Place): Promise<SearchIndex> {
  if (address === undefined) return await exactIndex({ dimensions, folder: join(folder, 'exact') })
  return await milvus({ address, collection, dimensions, index: 'FLAT', timeout })
}

function told(what: string, { added, seconds, peak }: Built): void {
  const rate = Math.round(added / seconds).toLocaleString('en-US')
  say(`${what}: ${added} documents added in ${seconds.toFixed(1)} s, ${rate} documents/s, peak ${gigabytes(peak)}`)
}

function gigabytes(kibibytes: number): string {
  return `${(kibibytes / 2 ** 20).toFixed(2)} GiB`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
