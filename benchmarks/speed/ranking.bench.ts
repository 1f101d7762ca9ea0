import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { median } from '../../src/median.ts'
import { type ExactRanks, exactRanks, type RankingProblem } from '../../src/search/ranks.ts'
import { peersAbsent, runPeer } from './peers.ts'
import { multilingual, readRankingProblem } from './ranking-problem.ts'

interface PeerResult {
  readonly peer: 'numpy' | 'faiss+pytrec_eval'
  readonly seconds: number
  readonly mono_cross_multi_distance: readonly number[]
}

const rounds = 3

describe('exact ranks of 11 documents a query, 13,090 queries × 13,014 documents × 384', () => {
  test.skipIf(peersAbsent)(
    `2.5 times as fast as numpy and 8 times as fast as faiss with pytrec_eval${peersAbsent ? ` (skipped: ${peersAbsent})` : ''}`,
    async ({ bench, annotate }) => {
      const folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-'))
      const seconds = new Map<string, number[]>()
      const note = (name: string, value: number): unknown => seconds.set(name, [...(seconds.get(name) ?? []), value])
      const results = new Map<string, { readonly ap: number; readonly distance: number }>()
      const rank = async (problem: RankingProblem, also = ''): Promise<void> => {
        const start = performance.now()
        const { kernel, ranks }: ExactRanks = await exactRanks(problem)
        note(`${kernel}${also}`, (performance.now() - start) / 1000)
        results.set(kernel, multilingual(ranks))
      }
      try {
        const file = join(folder, 'problem.safetensors')
        // In turn, so that whatever else the machine does meets all.
        await bench('peers, then here', async () => {
          const args = ['--only', 'numpy', 'faiss+pytrec_eval', '--repeat', '1', '--save', file]
          for (const { peer, ...peers } of await runPeer<PeerResult>('ranking.py', args)) {
            note(peer, peers.seconds)
            const [, , ap, distance] = peers.mono_cross_multi_distance
            if (peer === 'numpy') results.set(peer, { ap: ap!, distance: distance! })
          }
          const problem = await readRankingProblem(file)
          // Threads have ended since the last round; the peers too load their libraries before their clock starts.
          await rank(problem, ' and its start')
          await rank(problem)
          await rank({ ...problem, kernel: 'simd' })
        }).run({ iterations: rounds, time: 0, warmup: false })
        const times = Object.fromEntries([...seconds].map(([name, each]) => [name, median(each)]))
        // ONNX Runtime where it is installed.
        const ours = times['onnx'] ?? times['simd']!
        const [numpy, faiss] = [times['numpy']!, times['faiss+pytrec_eval']!]
        await annotate(
          `median seconds of ${rounds}: ${Object.entries(times)
            .map(([name, each]) => `${name} ${each.toFixed(2)}`)
            .join(', ')}; ` +
            `${(numpy / ours).toFixed(1)} × as fast as numpy, ${(faiss / ours).toFixed(1)} × as faiss + pytrec_eval`,
        )
        for (const { ap, distance } of results.values()) {
          expect(ap).toBeCloseTo(results.get('numpy')!.ap, 3)
          expect(distance).toBeCloseTo(results.get('numpy')!.distance, 1)
        }
        expect(numpy / ours).toBeGreaterThan(2.5)
        expect(faiss / ours).toBeGreaterThan(8)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})
