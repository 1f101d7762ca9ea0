import { cpSync, existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type BenchProject, baselineFile, benchProject } from '../fixtures/bench-project.ts'
import type { Report } from '../src/report/report.ts'

const library = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** Five short trainings, each told in a file when it is really made. The one before which `STUCK` were made never ends. */
const fiveCases = `
import { appendFileSync, readFileSync } from 'node:fs'
import { adam, crossLingual, inBatchNegatives, staticEncoder, trainingPairs } from ${JSON.stringify(library)}
const text = (language, c) => ({ anchor: language + ' asks ' + c, positive: language + ' tells ' + c })
const pairs = trainingPairs({
  name: 'toy', revision: '1', languages: ['de', 'en'],
  pairs: [0, 1, 2, 3].map((c) => ({ concept: 'c' + c, translations: { de: text('de', c), en: text('en', c) } })),
})
test.for([1, 2, 3, 4, 5])('seed %i', async (seed, { retrieval, task }) => {
  const source = staticEncoder({ dimensions: 8, buckets: 256 })
  const create = (seed) => {
    appendFileSync('made.txt', task.file.name + ' ' + seed + '\\n')
    const before = readFileSync('made.txt', 'utf8').split('\\n').length - 2
    return before === Number(process.env.STUCK) ? new Promise(() => console.log('stuck')) : source.create(seed)
  }
  const run = await retrieval.run({
    dataset: toy(), encoder: { ...source, create }, seeds: [seed],
    training: { pairs, sampler: crossLingual(), loss: inBatchNegatives(), optimizer: adam(), steps: 20, batchSize: 4 },
  })
  expect(run).toReach('AP', 0.1, { setting: 'multilingual' })
  expect(run).toMatchBaseline()
})`

const files = Object.fromEntries([...'abcdefgh'].map((name) => [`benchmarks/${name}.bench.ts`, fiveCases]))

/** A report without what differs between two runs of the same. */
function lasting({ environment: _, ...report }: Report): unknown {
  return JSON.parse(JSON.stringify(report), (key, value) => (key === 'seconds' ? null : value))
}

const madeIn = (suite: BenchProject): string[] => suite.read('made.txt').trim().split('\n')

describe('results that outlive a crash', { timeout: 300_000 }, () => {
  test('four shards in four folders, one of them killed and run again, merge to what one run gives', async ({
    onTestFinished,
  }) => {
    const project = (): BenchProject => {
      const made = benchProject(files, `{ results: 'kept' }`)
      onTestFinished(made.remove)
      return made
    }
    const [merged, whole] = [project(), project()]
    const blob = (shard: number): string => `.vitest/blob/blob-${shard}-4.json`
    for (const shard of [1, 2, 3, 4]) {
      const machine = project()
      const words = `bench --shard=${shard}/4 --reporter=default --reporter=blob`
      if (shard === 2) {
        const onOutput = (output: string, stop: (signal: NodeJS.Signals) => void): unknown =>
          output.includes('stuck') && stop('SIGKILL')
        expect((await machine.vitest(words, { env: { STUCK: '7' }, onOutput })).code).toBeNull()
        expect([madeIn(machine).length, existsSync(machine.path(blob(2)))]).toEqual([8, false])
      }
      const restored = shard === 2 ? 7 : 0
      const output = expect.stringContaining(`\n ${restored} of 10 cases restored from kept.\n`)
      expect(await machine.vitest(words)).toMatchObject({ code: 0, output })
      expect(madeIn(machine)).toHaveLength(shard === 2 ? 8 + 3 : 10)
      expect(new Set(madeIn(machine))).toHaveProperty('size', 10)
      cpSync(machine.path(blob(shard)), merged.path(blob(shard)))
    }
    const output = expect.stringContaining('\n 7 of 40 cases restored from kept.\n')
    expect(await merged.vitest('bench --merge-reports')).toMatchObject({ code: 0, output })
    expect((await whole.vitest('bench')).code).toBe(0)
    expect(lasting(merged.report())).toEqual(lasting(whole.report()))
    expect(merged.read(baselineFile)).toBe(whole.read(baselineFile))

    const { hash } = merged.report().cases[0]!.run!.dataset
    merged.write(blob(3), merged.read(blob(3)).replaceAll(hash, hash.replace(/^.{4}/, 'beef')))
    const refused = await merged.vitest('bench --merge-reports')
    expect(refused.code).toBe(1)
    expect(refused.output).toMatch(
      /The shards used different versions of the data set toy 1 \(de en; 16 queries, 16 documents\): .*beef\w+ in 3\/4/,
    )
  })
})
