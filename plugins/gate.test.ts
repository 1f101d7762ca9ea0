import { readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { baselineFile, benchProject, goodCase, verdictsOf } from '../fixtures/bench-project.ts'
import type { Baseline } from '../src/gate/baseline.ts'

const library = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** A hybrid training on emoji names in four languages. `share` of the Thai positives belong to other concepts. */
const emoji = (share: number): string => `
import { adam, cldrEmoji, hybrid, inBatchNegatives, staticEncoder, trainingPairs } from ${JSON.stringify(library)}
const { training, evaluation: dataset } = await cldrEmoji({ languages: ['de', 'en', 'th', 'vi'] })
const moved = training.pairs.slice(0, ${share} * training.pairs.length)
const pairs = training.pairs.map((pair, i) => {
  if (i >= moved.length) return pair
  const th = { ...pair.translations.th, positive: moved[(i + 1) % moved.length].translations.th.positive }
  return { ...pair, translations: { ...pair.translations, th } }
})
test('hybrid', async ({ retrieval }) => {
  const run = await retrieval.run({
    encoder: staticEncoder({ dimensions: 32 }),
    training: {
      pairs: trainingPairs({ ...training, pairs }),
      sampler: hybrid(), loss: inBatchNegatives({ temperature: 0.15 }), optimizer: adam({ learningRate: 0.02 }),
      steps: 500, batchSize: 64,
    },
    dataset,
    seeds: [1, 2, 3],
  })
  expect(run).toMatchBaseline()
})`

describe('the gate on real training', { timeout: 180_000 }, () => {
  test.concurrent('passes a run that repeats its baseline, and names the language whose training data were spoilt', async ({
    onTestFinished,
  }) => {
    const suite = benchProject({ 'benchmarks/a.bench.ts': emoji(0) })
    onTestFinished(suite.remove)
    const first = await suite.vitest('bench')
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('Baseline: 1 added') })
    expect(readdirSync(suite.path('benchmarks/baseline'))).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.bin$/)])
    expect(await suite.vitest('bench')).toMatchObject({ code: 0, output: expect.stringContaining('1 unchanged') })

    const [imports] = suite.read('benchmarks/a.bench.ts').split('\nimport { adam')
    suite.write('benchmarks/a.bench.ts', `${imports}${emoji(0.3)}`)
    const spoilt = await suite.vitest('bench')
    expect(spoilt.code).toBe(1)
    const [regressed] = suite.report().cases
    expect(regressed?.verdict).toBe('regressed')
    expect(regressed?.comparison?.reasons[0]).toMatch(/^Thai \(th\) lost most/)
    expect(regressed?.comparison?.reasons.at(-1)).toMatch(/^The training pairs changed: /)
    expect(regressed?.comparison?.measures[0]?.loss?.languages[0]?.language).toBe('th')
    expect(spoilt.output).toContain('Thai (th) lost more than a language may')
  })

  test.concurrent('writes what it was told to accept, tells the difference, and writes nothing in CI', async ({
    onTestFinished,
  }) => {
    const cases = (wrong: number): string =>
      ['one', 'two', 'bad']
        .map((name) =>
          goodCase
            .replace('good', name)
            .replace('encoder()', `encoder({ wrong: ${name === 'bad' ? 4 * wrong : wrong} })`),
        )
        .join('\n')
        .replaceAll("toReach('AP', 0.9", "toReach('AP', 0.6")
    const suite = benchProject({ 'benchmarks/a.bench.ts': cases(0) })
    onTestFinished(suite.remove)
    await suite.vitest('bench')
    const values = (): Record<string, number | undefined> =>
      Object.fromEntries(
        Object.entries((JSON.parse(suite.read(baselineFile)) as Baseline).cases).map(([key, { scores }]) => [
          key.split(' > ')[1],
          scores['AP']?.monolingual,
        ]),
      )
    expect(values()).toEqual({ one: 1, two: 1, bad: 1 })
    const [imports] = suite.read('benchmarks/a.bench.ts').split("test('one'")
    suite.write('benchmarks/a.bench.ts', `${imports}${cases(1)}`)

    const ci = await suite.vitest('bench -u', { env: { CI: 'true' } })
    expect(ci).toMatchObject({ code: 1, output: expect.stringContaining('-u wrote nothing') })
    expect(values()).toEqual({ one: 1, two: 1, bad: 1 })

    const narrowed = await suite.vitest('bench -u', { env: { VITEST_RETRIEVAL_ACCEPT: '> one$' } })
    expect(verdictsOf(suite.report())).toEqual({ one: 'regressed', two: 'regressed', bad: 'failed' })
    expect(narrowed.output).toMatch(
      /changed: benchmarks\/a\.bench\.ts > one\n +AP \(cross-lingual\) 1\.0000 → 0\.\d{4}\n +AP \(monolingual\) 1\.0000 → 0\.\d{4}\n/,
    )
    expect(values()).toEqual({ one: expect.closeTo(0.9, 1), two: 1, bad: 1 })

    // The file of per-query scores that no entry names goes in a whole run; one that is damaged is written again.
    const folder = suite.path('benchmarks/baseline')
    const whole = await suite.vitest('bench -u')
    expect(whole.output).toMatch(/Not written: benchmarks\/a\.bench\.ts > bad\. An assertion failed: AP/)
    suite.write('benchmarks/a.bench.ts', `${imports}${cases(1).split("test('bad'")[0]}`)
    rmSync(folder, { recursive: true })
    const blind = await suite.vitest('bench')
    expect(blind).toMatchObject({ code: 1, output: expect.stringContaining('did not run') })
    expect(verdictsOf(suite.report())).toMatchObject({ one: 'unchanged', two: 'unchanged' })
    expect(await suite.vitest('bench -u')).toMatchObject({ code: 0 })
    // Equal content has one file.
    expect(readdirSync(folder)).toHaveLength(1)
  })
})
