import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { baselineFile, benchProject, verdictsOf } from '../fixtures/bench-project.ts'
import { type Dataset, dataset } from '../src/datasets/dataset.ts'
import { scoreRun } from '../src/experiment/score-run.ts'
import type { Baseline } from '../src/gate/baseline.ts'
import { Run } from './run.ts'
import { outperforms } from './to-outperform.ts'
import { reaches } from './to-reach.ts'

const text = 'text'
const languages = ['de', 'en']
const data: Dataset = dataset({
  name: 'one question',
  revision: '1',
  languages,
  queries: languages.map((language) => ({ id: `q:${language}`, language, concept: 'q', text })),
  documents: ['a', 'b'].flatMap((d) => languages.map((language) => ({ id: `${d}:${language}`, language, text: d }))),
  qrels: new Map(languages.map((language) => [`q:${language}`, new Map(languages.map((l) => [`a:${l}`, 1]))])),
})

/** Returns the documents for every query. */
async function returning(...documents: readonly string[]): Promise<Run> {
  const run = data.queries.map(({ id }) => ({ query: id, documents, scores: new Float64Array(documents.length) }))
  const measures = ['RankDistance', 'NormMaxRank', 'AP']
  return new Run(await scoreRun({ run, dataset: data, measures }), 'case')
}

// The English answer is missing: the distance is at least 2 − 1, and the last answer at 2 at best, which would be 100.
const short = await returning('a:de')
const whole = await returning('a:de', 'a:en', 'b:de', 'b:en')

describe('reaches', () => {
  test('is undecided where a bound leaves it open, whether negated or not', () => {
    expect(() => reaches(short, 'RankDistance', 1)).toThrow(
      'toReach: the score must be known; got one that leaves open whether it is at most 1.0000. RankDistance (multilingual) is only known to be ≥ 1.0000, since the run did not return all relevant documents. Score a run that returns more documents for a query, the whole pool if need be.',
    )
    expect(() => reaches(short, 'NormMaxRank', 90)).toThrow('is only known to be ≤ 100.0')
  })

  test('decides what a bound decides, and what is known', () => {
    const missed = reaches(short, 'RankDistance', 0.5)
    expect([missed.pass, missed.sentence(false)]).toEqual([
      false,
      'RankDistance (multilingual) is ≥ 1.0000, expected at most 0.5000.',
    ])
    expect(reaches(short, 'NormMaxRank', 101).pass).toBe(false)
    expect(reaches(short, 'AP', 0.5, { setting: 'multilingual' }).pass).toBe(true)
    expect(reaches(whole, 'RankDistance', 3).pass).toBe(true)
  })
})

test('outperforms and run.score refuse a bound on either side', () => {
  const rule = 'both scores must be known; got a bound. RankDistance (multilingual) is only known to be ≥ 1.0000'
  expect(() => outperforms(short, [whole], ['RankDistance'])).toThrow(rule)
  expect(() => outperforms(whole, [short], ['RankDistance'])).toThrow(rule)
  expect(() => short.score('RankDistance')).toThrow('run.score: the score must be known; got a bound.')
  expect(whole.score('RankDistance')).toBeGreaterThanOrEqual(1)
})

describe('a scored run in a suite', { timeout: 120_000 }, () => {
  test('cut short passes no limit, says so everywhere, and leaves no bound in the baseline', async ({
    onTestFinished,
  }) => {
    const suite = benchProject({
      'benchmarks/a.bench.ts': `
const cut = (depth) => {
  const dataset = toy()
  const run = dataset.queries.slice(depth === 1 ? 1 : 0).map(({ id, concept }) => {
    const documents = [...dataset.documents].sort((a, b) => (b.id.includes(concept.slice(1)) ? 1 : 0) - (a.id.includes(concept.slice(1)) ? 1 : 0))
    return { query: id, documents: documents.slice(0, depth).map((d) => d.id), scores: documents.slice(0, depth).map((_, i) => -i) }
  })
  return { run, dataset, measures: ['AP', 'RankDistance'] }
}
test('open', async ({ retrieval }) => {
  expect(await retrieval.score(cut(1))).toReach('RankDistance', 100)
})
test('openNot', async ({ retrieval }) => {
  expect(await retrieval.score(cut(1))).not.toReach('RankDistance', 100)
})
test('kept', async ({ retrieval }) => {
  expect(await retrieval.score(cut(1))).toMatchBaseline()
})
test('known', async ({ retrieval }) => {
  const run = await retrieval.score(cut(16))
  expect(run).toReach('RankDistance', 1)
  expect(run).toMatchBaseline()
})`,
    })
    onTestFinished(suite.remove)
    const env = { GITHUB_STEP_SUMMARY: suite.path('summary.md') }
    const { code, output } = await suite.vitest('bench', { env })
    expect(code).toBe(1)
    expect(verdictsOf(suite.report())).toEqual({ open: 'failed', openNot: 'failed', kept: 'new', known: 'new' })
    const sentences = [
      'toReach: the score must be known; got one that leaves open whether it is at most 100.0.',
      'RankDistance (multilingual) is only known to be ≥ 1.0000',
      'Warning, open and 2 more: The run lacks 1 judged query, counted as if nothing had been found: "q0de".',
      'Warning, open and 2 more: Relevant documents are missing from the run, so that RankDistance can only be bounded',
    ]
    expect(sentences.filter((sentence) => !output.includes(sentence))).toEqual([])
    expect(output).toMatch(/kept +[.\d]+ +[.\d]+ +[.\d]+ +≥ 1 /)
    expect(output).toMatch(/known +1\.000 +1\.000 +1\.000 +1 /)
    expect(suite.read('summary.md')).toMatch(/\| kept .*\| ≥ 1 \|/)
    expect(suite.read('reports/index.html')).toContain('≥ 1')
    const { cases } = JSON.parse(suite.read(baselineFile)) as Baseline
    expect(Object.entries(cases).map(([key, { scores }]) => [key.split(' > ')[1], Object.keys(scores)])).toEqual(
      [
        ['known', ['AP', 'RankDistance']],
        ['kept', ['AP']],
      ].sort(),
    )
    const files = readdirSync(suite.path('reports/queries')).filter((name) => name.includes('kept'))
    const queries = JSON.parse(gunzipSync(readFileSync(suite.path(`reports/queries/${files[0]}`))).toString())
    expect(queries.scores.at(-1)).toMatchObject({
      measure: 'RankDistance',
      bound: 'at least',
      bounded: Array.from({ length: 16 }, (_, i) => i),
    })

    suite.write(
      'benchmarks/a.bench.ts',
      suite
        .read('benchmarks/a.bench.ts')
        .replace('cut(16)', 'cut(1)')
        .replace("toReach('RankDistance', 1)", "toReach('AP', 0.1, { setting: 'monolingual' })"),
    )
    const later = await suite.vitest('bench --reporter=verbose -t (kept|known)')
    expect(later.code).toBe(1)
    expect(later.output).toMatch(/warning\n +↳ The run lacks 1 judged query/)
    expect(verdictsOf(suite.report())).toMatchObject({ kept: 'unchanged', known: 'regressed' })
    const checks = suite.report().cases.flatMap((each) => each.checks.map(({ message }) => message))
    expect(checks).toContainEqual(
      expect.stringMatching(
        /within tolerance of .*Only bounds are known, which a baseline does not hold, of RankDistance \(multilingual\) ≥ 1/,
      ),
    )
    expect(checks).toContainEqual(
      expect.stringContaining('RankDistance (multilingual) is only known to be at least 1.0000'),
    )
  })
})
