import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { baselineFile, benchProject, goodCase, verdictsOf } from '../fixtures/bench-project.ts'
import { readHistory } from '../src/gate/history-file.ts'
import { shardFault } from './shards.ts'

const historyFile = 'benchmarks/history.jsonl'

describe('a split run', { timeout: 120_000 }, () => {
  test.concurrent('merges to what one run gives, and is refused while a shard is missing', async ({
    onTestFinished,
  }) => {
    const files = { 'benchmarks/a.bench.ts': goodCase, 'benchmarks/b.bench.ts': goodCase.replace('good', 'fine') }
    const suite = benchProject(files, `{ history: '${historyFile}' }`)
    onTestFinished(suite.remove)
    for (const shard of [1, 2]) {
      const part = await suite.vitest(`bench --shard=${shard}/2 --reporter=blob`)
      expect(part).toMatchObject({ code: 0, output: expect.stringContaining(`Shard ${shard}/2: 1 cases ran.`) })
    }
    expect(() => suite.read(baselineFile)).toThrow('ENOENT')
    expect(() => suite.report()).toThrow('ENOENT')
    expect(readHistory(suite.path(historyFile))).toBeNull()
    expect(await suite.vitest('bench --merge-reports')).toMatchObject({
      code: 0,
      output: expect.stringContaining('2 cases: 2 new'),
    })
    const merged = { baseline: suite.read(baselineFile), cases: verdictsOf(suite.report()) }

    rmSync(suite.path('.vitest/blob/blob-2-2.json'))
    const refused = await suite.vitest('--merge-reports')
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('A shard is missing: 2/2.') })
    expect(suite.read(baselineFile)).toBe(merged.baseline)
    expect(readHistory(suite.path(historyFile))?.map(({ key }) => key)).toEqual([
      'benchmarks/a.bench.ts > good',
      'benchmarks/b.bench.ts > fine',
    ])

    const whole = benchProject(files)
    onTestFinished(whole.remove)
    await whole.vitest('bench')
    expect({ baseline: whole.read(baselineFile), cases: verdictsOf(whole.report()) }).toEqual(merged)
  })
})

describe('shardFault', () => {
  const of = (...shards: [number, number][]): string | null =>
    shardFault(shards.map(([index, count]) => ({ index, count })))

  test('finds nothing wrong with all shards, told once or several times, nor with an unsplit run', () => {
    expect([of([1, 2], [2, 2]), of([2, 2], [1, 2], [1, 2]), of()]).toEqual([null, null, null])
  })

  test('names the missing', () => {
    expect(of([1, 2])).toBe('A shard is missing: 2/2.')
    expect(of([3, 4])).toBe('Shards are missing: 1/4, 2/4, 4/4.')
  })

  test('tells blobs of different runs apart', () => {
    expect(of([1, 2], [2, 2], [1, 3])).toBe('Blobs of different splits lie together: of 2, of 3.')
  })
})
