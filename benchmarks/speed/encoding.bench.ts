import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { pretrained, pretrainedTokenizer, readModelFolder, xquadR } from 'vitest-retrieval'
import { outsideData } from '../../fixtures/outside-data.ts'
import { median } from '../../src/median.ts'
import { peersAbsent, runPeer, threadCounts } from './peers.ts'

/** One line of the peer's script. */
interface PeerResult {
  readonly texts: number
  readonly tokens: number
  readonly seconds: number
}

/** What `encoding-process.ts` prints. */
interface OwnProcess {
  readonly load_seconds: number
  readonly load_mebibytes: number
  readonly mebibytes: number
}

const e5 = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')
const xquad = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')
const absent = peersAbsent ?? e5.absent ?? xquad.absent
const rounds = 3
/** The peer's too: it encodes one batch before its clock starts. */
const firstBatch = 32

describe('E5-small on every 29th sentence of XQuAD-R, eleven languages', () => {
  test('encodes, tokenising included, at least twice the tokens a second of sentence-transformers', {
    timeout: 1_800_000,
  }, async ({ bench, annotate, skip }) => {
    skip(Boolean(absent), absent)
    const folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-'))
    try {
      const texts = await sentences()
      const file = join(folder, 'texts.jsonl')
      await writeFile(file, texts.map(({ text }) => `${JSON.stringify({ text })}\n`).join(''))
      const tokens = await countTokens(texts)
      const [here, there]: [number[], number[]] = [[], []]
      const [wholeHere, wholeThere]: [number[], number[]] = [[], []]
      const processes: OwnProcess[] = []
      let peer: PeerResult | undefined
      await using source = pretrained(e5.path(), { cache: false })
      const encoder = await source.create(1)
      await encoder.encode(texts.slice(0, firstBatch), { role: 'document' })
      // In turn, so that whatever else the machine does meets both.
      await bench('here, in a process of its own, then in PyTorch', async () => {
        here.push(await secondsOf(() => encoder.encode(texts, { role: 'document' })))
        wholeHere.push(await secondsOf(async () => processes.push(await ownProcess(file))))
        const peers: { readonly whole: number; readonly inside: number }[] = []
        for (const threads of threadCounts) {
          const args = [e5.path(), file, '--threads', String(threads)]
          const whole = await secondsOf(async () => {
            peer = (await runPeer<PeerResult>('encoding.py', args))[0]
          })
          peers.push({ whole, inside: peer!.seconds })
        }
        wholeThere.push(Math.min(...peers.map(({ whole }) => whole)))
        there.push(Math.min(...peers.map(({ inside }) => inside)))
      }).run({ iterations: rounds, time: 0, warmup: false })
      const rate = (seconds: readonly number[]): string => (tokens / median(seconds) / 1000).toFixed(2)
      const ratio = median(there.map((peer, i) => peer / here[i]!))
      const list = (seconds: readonly number[]): string => seconds.map((each) => each.toFixed(1)).join(', ')
      const of = (key: keyof OwnProcess): number => median(processes.map((each) => each[key]))
      await annotate(
        `${texts.length} texts, ${tokens} tokens, medians of ${rounds}: ${rate(here)} k tokens/s; ` +
          `PyTorch ${rate(there)} k tokens/s; ${ratio.toFixed(2)} × as fast in the middle round (seconds ${list(here)}; there ${list(there)}). Whole processes ${median(wholeHere).toFixed(1)} s ` +
          `and ${median(wholeThere).toFixed(1)} s. Folder to first vector ${of('load_seconds').toFixed(2)} s, ` +
          `peak memory ${of('load_mebibytes')} MiB by then, ${of('mebibytes')} MiB in all. ${source.warnings.join(' ')}`,
      )
      expect(peer).toMatchObject({ texts: texts.length, tokens })
      expect(ratio).toBeGreaterThan(2)
      expect(median(wholeThere.map((peer, i) => peer / wholeHere[i]!))).toBeGreaterThan(2)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

/** Different ones, with the prompt of a document. */
async function sentences(): Promise<{ readonly text: string; readonly language: string }[]> {
  const { documents } = await xquadR(xquad.path())
  const texts = new Set(documents.filter((_, i) => i % 29 === 0).map(({ text }) => `passage: ${text}`))
  return [...texts].map((text) => ({ text, language: '' }))
}

async function countTokens(texts: readonly { readonly text: string }[]): Promise<number> {
  const tokenizer = pretrainedTokenizer(await readModelFolder(e5.path()))
  return texts.reduce((tokens, { text }) => tokens + tokenizer.tokenize(text).ids.length, 0)
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function ownProcess(file: string): Promise<OwnProcess> {
  const script = fileURLToPath(import.meta.resolve('./encoding-process.ts'))
  const { stdout } = await promisify(execFile)(process.execPath, [script, e5.path(), file])
  return JSON.parse(stdout) as OwnProcess
}
