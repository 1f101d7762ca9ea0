import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { xquadR } from 'vitest-retrieval'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { Backend, BackendName } from '../../src/backends/tensorflow/backend.ts'
import { chooseBackend } from '../../src/backends/tensorflow/choose-backend.ts'
import { median } from '../../src/median.ts'
import { randomPairs, type TextPair, type TunedSteps, tune, writeBert } from './fine-tuning-steps.ts'
import { peersAbsent, runPeer, threadCounts } from './peers.ts'

const sizes = { hidden: 128, layers: 4, vocabulary: 30_000, length: 64 }
const batchSize = 32

let folder: string
let bert: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-'))
  bert = await writeBert(join(folder, 'bert'), sizes)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The first step loads the weights, here and there. */
const afterFirst = (values: readonly number[]): number => median(values.slice(1))

/** What a step of this shape took in TensorFlow.js with products of our own, before this package had any. */
const secondsBefore = 1.8

describe('full fine-tuning of 4 layers × 128, vocabulary 30,000, 32 pairs of 64 tokens', () => {
  test(`on wasm a step takes at most ${secondsBefore} s of one core`, async ({ bench, annotate }) => {
    const backend = await chooseBackend({ prefer: 'wasm' })
    expect(backend.name).toBe('wasm')
    let steps: TunedSteps | undefined
    await bench('6 steps', async () => {
      steps = await tune({ folder: bert, backend, pairs: randomPairs(sizes, 6 * batchSize), batchSize, steps: 6 })
    }).run({ iterations: 1, time: 0, warmup: false })
    const { seconds, processorSeconds } = steps!
    const [wall, processor] = [afterFirst(seconds), afterFirst(processorSeconds)]
    await annotate(`median of 5: ${wall.toFixed(2)} s a step, ${processor.toFixed(2)} s of processor time`)
    // It computes on one thread: alone on its core this is the time that passes, and on a busy one it is still what the step costs.
    expect(processor).toBeLessThan(secondsBefore)
  })
})

/** One line of the peer's script. */
interface PeerResult {
  readonly s_per_step: number
  readonly losses: readonly number[]
}

const e5 = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')
const xquad = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

/** Questions with their answers' sentences, in all languages. */
async function questions(count: number): Promise<TextPair[]> {
  const { queries, documents, qrels } = await xquadR(xquad.path())
  const textOf = new Map(documents.map(({ id, text }) => [id, text]))
  const every = Math.floor(queries.length / count)
  return Array.from({ length: count }, (_, i) => {
    const { id, text, language } = queries[i * every]!
    const answer = [...qrels.get(id)!.keys()].find((document) => document.startsWith(`${language}:`))!
    return { anchor: `query: ${text}`, positive: `passage: ${textOf.get(answer)}` }
  })
}

const cases = [
  {
    model: '4 layers × 128, 32 pairs of 64 tokens',
    of: () => bert,
    pairs: async (count: number) => randomPairs(sizes, count),
    absent: undefined,
    ...{ steps: 10, rounds: 3 },
  },
  {
    model: 'E5-small, 32 pairs of XQuAD-R',
    of: () => e5.path(),
    pairs: questions,
    absent: e5.absent ?? xquad.absent,
    ...{ steps: 3, rounds: 1 },
  },
]

describe.each(cases)('full fine-tuning beside PyTorch: $model', ({ of, pairs: pairsOf, absent, steps, rounds }) => {
  test('on the native backend a step takes at most 1.5 × as long', { timeout: 1_800_000 }, async ({
    bench,
    annotate,
    skip,
  }) => {
    skip(Boolean(peersAbsent ?? absent), peersAbsent ?? absent)
    const { backend, missing } = await nativeBackend()
    skip(missing !== undefined, missing)
    const pairs = await pairsOf((steps + 1) * batchSize)
    const file = join(folder, 'pairs.jsonl')
    await writeFile(file, pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''))
    const [here, there]: [number[], number[]] = [[], []]
    let [losses, peerLosses]: [readonly number[], readonly number[]] = [[], []]
    // In turn, so that whatever else the machine does meets both.
    await bench('here, then in PyTorch', async () => {
      // All texts at once, as there: the peer keeps the memory of the whole batch too.
      const ours = await tune({ folder: of(), backend, pairs, batchSize, steps: steps + 1, chunk: 2 * batchSize })
      here.push(afterFirst(ours.seconds))
      losses = ours.losses
      const args = [of(), file, '--train', String(steps), '--batch', String(batchSize), '--limit', String(pairs.length)]
      const peers: PeerResult[] = []
      for (const threads of threadCounts) {
        peers.push(...(await runPeer<PeerResult>('encoding.py', [...args, '--threads', String(threads)])))
      }
      there.push(Math.min(...peers.map((peer) => peer.s_per_step)))
      peerLosses = peers[0]!.losses
    }).run({ iterations: rounds, time: 0, warmup: false })
    const ratio = median(here.map((seconds, i) => seconds / there[i]!))
    await annotate(
      `${backend.label}: median ${median(here).toFixed(2)} s a step; PyTorch ${median(there).toFixed(2)} s: ${ratio.toFixed(2)} × its time. ` +
        `Losses ${losses.map((loss) => loss.toFixed(4)).join(', ')}; there ${peerLosses.join(', ')}.`,
    )
    expect(losses.length).toBe(peerLosses.length)
    for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(peerLosses[i]!, 3)
    expect(ratio).toBeLessThan(1.5)
  })
})

/** TensorFlow's C library, or why it is not there. */
async function nativeBackend(): Promise<{ readonly backend: Backend; readonly missing?: string }> {
  const names: readonly BackendName[] = ['tfjs-node-gpu', 'tfjs-node']
  const backend = await chooseBackend()
  if (names.includes(backend.name)) return { backend }
  return { backend, missing: `no native backend: ${backend.refused.map(({ reason }) => reason).join('; ')}` }
}
