import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { measureRun } from '../../src/evaluation/measure-run.ts'
import { median } from '../../src/median.ts'
import { peersAbsent, runPeer } from './peers.ts'

/** One line of the peer's script: the size of the run that it wrote, then a tool's time. */
interface PeerResult {
  readonly run_bytes?: number
  readonly peer?: string
  readonly seconds?: number
  readonly map?: number
}

describe('a run file of 6,980 queries × 1,000, with its qrels: reading, AP, nDCG@10, RR and R@100', () => {
  test.skipIf(peersAbsent)(
    `at most a third of the time of pytrec_eval${peersAbsent ? ` (skipped: ${peersAbsent})` : ''}`,
    async ({ bench, annotate }) => {
      const folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-'))
      try {
        const results = await runPeer<PeerResult>('measures.py', [folder, '--repeat', '1'])
        const seconds: number[] = []
        let map = 0
        await bench('measureRun', async () => {
          const start = performance.now()
          const measures = ['AP', 'nDCG@10', 'RR', 'R@100']
          const files = { run: join(folder, 'big.run'), qrels: join(folder, 'big.qrels') }
          map = (await measureRun({ ...files, measures })).overall.get('AP')!
          seconds.push((performance.now() - start) / 1000)
        }).run({ iterations: 3, time: 0, warmup: false })
        const peers = results.filter(({ peer }) => peer !== undefined)
        const figures = peers.map((peer) => `${peer.peer} ${peer.seconds} s`).join(', ')
        const peak = Math.round(process.resourceUsage().maxRSS / 1024)
        await annotate(
          `median ${median(seconds).toFixed(2)} s for ${results[0]!.run_bytes} bytes; ${figures}; peak memory of this process ${peak} MiB`,
        )
        for (const peer of peers) expect(map).toBeCloseTo(peer.map!, 4)
        expect(peers.find(({ peer }) => peer === 'pytrec_eval')!.seconds! / median(seconds)).toBeGreaterThan(3)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})
