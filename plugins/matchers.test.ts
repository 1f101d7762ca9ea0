import { describe, expect, test } from 'vitest'
import { baselineFile, benchProject, verdictsOf } from '../fixtures/bench-project.ts'

describe('matchers', { timeout: 120_000 }, () => {
  test.concurrent('tells every way to fail apart, and none of them reaches the baseline', async ({
    onTestFinished,
  }) => {
    const suite = benchProject({
      'benchmarks/a.bench.ts': `
test('short', async ({ retrieval }) => {
  const run = await retrieval.run({ encoder: encoder({ wrong: 4 }), dataset: toy() })
  expect.soft(run).toReach('AP', 0.9, { setting: 'monolingual' })
  expect.soft(run).not.toReach('RankDistance', 5)
  expect(run).toMatchBaseline()
})
test('nan', async ({ retrieval }) => {
  await retrieval.run({ encoder: encoder({ nan: true }), dataset: toy() })
})
test('promise', async ({ retrieval }) => {
  const run = retrieval.run({ encoder: encoder(), dataset: toy() })
  try { expect(run).toReach('AP', 0.9) } finally { await run }
})
test('ambiguous', async ({ retrieval }) => {
  expect(await retrieval.run({ encoder: encoder(), dataset: toy() })).toReach('AP', 0.9)
})
test('unknown', async ({ retrieval }) => {
  expect(await retrieval.run({ encoder: encoder(), dataset: toy(), measures: ['AP', 'RankDistance'] })).not.toReach('nDCG@7', 0.9)
})
test('otherData', async ({ retrieval }) => {
  const one = await retrieval.run({ name: 'one', encoder: encoder(), dataset: toy() })
  const two = await retrieval.run({ name: 'two', encoder: encoder(), dataset: toy('2', '!') })
  expect(one).toOutperform(two, 'AP', { setting: 'monolingual' })
})
test('swallowed', async ({ retrieval }) => {
  const run = await retrieval.run({ encoder: encoder({ wrong: 4 }), dataset: toy() })
  try { expect(run).toReach('AP', 0.9, { setting: 'multilingual' }) } catch {}
  expect(run).toMatchBaseline()
})
test('twice', async ({ retrieval }) => {
  for (const wrong of [0, 1]) await retrieval.run({ encoder: encoder({ wrong }), dataset: toy() })
})
let kept
test('kept', async ({ retrieval }) => {
  kept = await retrieval.run({ encoder: encoder({ wrong: 4 }), dataset: toy() })
})
test('lateHolds', () => {
  expect(kept).not.toReach('AP', kept.score('AP', { setting: 'monolingual' }) + 0.01, { setting: 'monolingual' })
})
test('lateFails', () => {
  expect(kept).toReach('AP', 0.9, { setting: 'cross-lingual' })
})
test('lateSwallowed', () => {
  try { expect(kept).toReach('AP', 0.9, { setting: 'multilingual' }) } catch {}
})
test('skipped', ({ skip }) => skip('no network'))
let attempts = 0
test('retried', { retry: 1 }, async ({ retrieval }) => {
  const run = await retrieval.run({ encoder: encoder({ wrong: attempts++ === 0 ? 4 : 0 }), dataset: toy() })
  expect(run).toReach('AP', 0.9, { setting: 'monolingual' })
})
test('repeated', { repeats: 1 }, async ({ retrieval }) => {
  await retrieval.run({ encoder: encoder(), dataset: toy() })
})`,
    })
    onTestFinished(suite.remove)
    const { code, output } = await suite.vitest('bench')
    expect(code).toBe(1)
    expect(verdictsOf(suite.report())).toEqual({
      short: 'failed',
      nan: 'failed',
      promise: 'failed',
      ambiguous: 'failed',
      unknown: 'failed',
      'otherData > one': 'failed',
      'otherData > two': 'new',
      swallowed: 'failed',
      'twice > toy': 'failed',
      kept: 'new',
      lateHolds: 'passed',
      lateFails: 'failed',
      lateSwallowed: 'failed',
      skipped: 'skipped',
      retried: 'new',
      repeated: 'new',
    })
    const sentences = [
      ', expected at least 0.9000.',
      'RankDistance (multilingual) is 1.0000, expected not at most 5.0000.',
      'every row must be finite and of length 1',
      'toReach: the received value must be a run; got a promise of one. Write `await retrieval.run(…)`.',
      "toReach: { setting } of AP must be one of 'monolingual', 'cross-lingual', 'multilingual'; got none.",
      'toReach: the measure must be one of those evaluated (AP, RankDistance); got "nDCG@7".',
      'toOutperform: both runs must be evaluated on the same data; got toy 1',
      'An assertion failed but the case passed: AP (multilingual) is',
      'keys must differ within a suite; "benchmarks/a.bench.ts > twice > toy" is taken',
      'no network',
    ]
    expect(sentences.filter((sentence) => !output.includes(sentence))).toEqual([])
    const late = suite.report().cases.filter(({ test: name }) => name.startsWith('late'))
    expect(late.map(({ run, checks }) => [run, checks.map(({ pass }) => pass)])).toEqual([
      [null, [true]],
      [null, [false]],
      [null, [false]],
    ])
    expect(() => suite.read(baselineFile)).toThrow('ENOENT')
  })
})
