import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adam, cldrEmoji, crossLingual, inBatchNegatives, staticEncoder, train } from 'vitest-retrieval'
import { median } from '../../src/median.ts'
import { peersAbsent, runPeer } from './peers.ts'
import { jsonLines, type RandomTask, randomIds, randomWeights, trainOnIds } from './static-training.ts'

/** The first steps wait for the compiler, here and there. */
const warmUp = 5

describe('static encoder, CLDR emoji, 128 × 64', () => {
  test('a step takes at most 20 ms', async ({ bench, annotate }) => {
    const { training } = await cldrEmoji()
    const encoder = staticEncoder({ dimensions: 64 }).create(1)
    const steps = 100
    const milliseconds: number[] = []
    await bench(`train ${steps} steps`, async () => {
      const { seconds } = await train({
        encoder,
        pairs: training,
        sampler: crossLingual(),
        loss: inBatchNegatives(),
        optimizer: adam(),
        steps,
        batchSize: 128,
        seed: 1,
        thread: 'caller',
      })
      milliseconds.push((1000 * seconds) / steps)
    }).run({ iterations: 5, time: 0, warmup: false })
    await annotate(`median ${median(milliseconds).toFixed(1)} ms a step, set-up included`)
    expect(median(milliseconds)).toBeLessThan(20)
  })
})

interface PeerResult {
  readonly peer: string
  readonly variant: string
  readonly ms_per_step: number
  readonly first_losses: readonly number[]
}

describe.each([
  { batchSize: 256, dimensions: 128 },
  { batchSize: 128, dimensions: 64 },
])('static encoder, 20 random ids a text, $batchSize × $dimensions', (sizes) => {
  const task: RandomTask = { ...sizes, vocabulary: 65_536, idsPerText: 20, batches: 20 }

  test.skipIf(peersAbsent)(
    `at least twice as fast as PyTorch${peersAbsent ? ` (skipped: ${peersAbsent})` : ''}`,
    async ({ bench, annotate }) => {
      const ids = randomIds(task)
      const folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-'))
      const here: number[] = []
      const there: number[] = []
      try {
        const file = join(folder, 'ids.jsonl')
        await writeFile(file, jsonLines(ids, task))
        const weights = randomWeights(task)
        let losses: number[] = []
        let peers: PeerResult[] = []
        // In turn, so that whatever else the machine does meets both.
        await bench('60 steps here, then in PyTorch', async () => {
          const ours = await trainOnIds({ task, ids, weights, steps: 60 + warmUp })
          losses = ours.losses
          here.push(median(ours.milliseconds.slice(warmUp)))
          const shape = ['--batch', String(task.batchSize), '--dimensions', String(task.dimensions)]
          peers = []
          // One thread is the faster where other work leaves it no second core.
          for (const threads of new Set([1, availableParallelism()])) {
            const args = ['--ids', file, ...shape, '--steps', '60', '--threads', String(threads)]
            peers.push(...(await runPeer<PeerResult>('static_training.py', args)))
          }
          there.push(Math.min(...peers.map((peer) => peer.ms_per_step)))
        }).run({ iterations: 3, time: 0, warmup: false })
        const ratio = median(there.map((peer, i) => peer / here[i]!))
        await annotate(
          `median ${median(here).toFixed(1)} ms a step; ${peers[0]!.peer}, its fastest variant, ${median(there).toFixed(1)} ms: ${ratio.toFixed(2)} × as fast. ` +
            `First losses ${[...losses.slice(0, 3)].map((loss) => loss.toFixed(3)).join(', ')}; there ${peers.at(-1)!.first_losses.join(', ')}.`,
        )
        // Weights of other seeds, the same task: both start from chance, log B and the spread of random cosines above it.
        expect(Math.abs(losses[0]! - peers.at(-1)!.first_losses[0]!)).toBeLessThan(0.5)
        expect(ratio).toBeGreaterThan(2)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})
