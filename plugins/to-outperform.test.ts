import { describe, expect, test } from 'vitest'
import { type Dataset, dataset } from '../src/datasets/dataset.ts'
import { scoreRun } from '../src/experiment/score-run.ts'
import { pairedTest } from '../src/gate/paired-test.ts'
import type { Measure } from '../src/metrics/measure.ts'
import type { Ranking } from '../src/retrieval.ts'
import { pairedValues } from './paired-values.ts'
import { Run } from './run.ts'
import { outperforms } from './to-outperform.ts'

const concepts = Array.from({ length: 12 }, (_, i) => `c${i}`)
const text = 'text'
// Twelve questions, each in English, the first four in German too.
const queries = [
  ...concepts.map((concept) => ({ id: `${concept}:en`, language: 'en', concept, text })),
  ...concepts.slice(0, 4).map((concept) => ({ id: `${concept}:de`, language: 'de', concept, text })),
]
const data: Dataset = dataset({
  name: 'twelve',
  revision: '1',
  languages: ['de', 'en'],
  queries,
  documents: ['de', 'en'].flatMap((language) => concepts.map((c) => ({ id: `${c}:${language}`, language, text: c }))),
  qrels: new Map(queries.map(({ id, concept }) => [id, new Map(['de', 'en'].map((l) => [`${concept}:${l}`, 1]))])),
})

/** Finds a query's own answer first, but for those queries that it fails: there another is first. */
async function run(name: string, fails: (query: string) => boolean, measures: readonly (string | Measure)[] = ['RR']) {
  const rankings = queries.map(({ id, concept, language }): Ranking => {
    const other = concepts[(concepts.indexOf(concept) + 1) % concepts.length]
    const order = fails(id) ? [other, concept] : [concept, other]
    return { query: id, documents: order.map((c) => `${c}:${language}`), scores: Float64Array.of(2, 1) }
  })
  return new Run(await scoreRun({ name, run: rankings, dataset: data, measures }), name)
}

describe('outperforms', () => {
  const setting = 'monolingual'

  test('says values, interval, p, queries, concepts and what it could have seen', async () => {
    const [good, bad] = [await run('good', () => false), await run('bad', (id) => id.endsWith('en'))]
    const { pass, sentence } = outperforms(good, [bad], ['MRR'], { setting })
    expect(pass).toBe(true)
    // English queries lose a half, German ones nothing; both languages weigh the same.
    expect(sentence(false)).toMatch(
      /^RR \(monolingual\) of good is 1\.0000, of bad 0\.7500: difference \+0\.2500; 95 % interval \+0\.\d+ to \+0\.\d+; p = 0\.00049; 16 queries of 12 concepts; the smallest difference it would find four times in five is 0\.\d+\.\nExpected better with p < 0\.05\.$/,
    )
  })

  test('corrects p for all that is compared in one assertion, and wants all of it won', async () => {
    const [good, bad] = [await run('good', () => false), await run('bad', () => true)]
    const worse = await run('worse', () => true)
    const both = outperforms(good, [bad, worse], ['RR'], { setting: ['monolingual', 'multilingual'] })
    expect(both.pass).toBe(true)
    expect(both.sentence(false).match(/p = 0\.0020 \(Holm, 4 comparisons\)/g)).toHaveLength(4)
    expect(outperforms(good, [bad, good], ['RR'], { setting }).pass).toBe(false)
  })

  test('is not fooled by a direction, by chance, or by a run compared with itself', async () => {
    const [good, bad, close] = [
      await run('good', () => false),
      await run('bad', () => true),
      await run('close', (id) => id === 'c7:en'),
    ]
    expect(outperforms(bad, [good], ['RR'], { setting }).pass).toBe(false)
    expect(outperforms(good, [close], ['RR'], { setting }).pass).toBe(false)
    const itself = outperforms(good, [good], ['RR'], { setting })
    expect(itself.pass).toBe(false)
    expect(itself.sentence(false)).toContain('no interval: all differences are equal; p = 1.0; 16 queries')
  })

  test.each([
    [[], ['RR'], {}, 'there must be a run, a measure and a setting to compare in'],
    [['good'], ['RR'], { setting, alpha: 0 }, 'alpha must be between 0 and 1; got 0.'],
    [['good'], ['RR'], {}, '{ setting } of RR must be one of'],
    [
      ['good'],
      ['NumRet'],
      { setting },
      'the measure must be a mean over queries, of which the tests are; NumRet is a sum.',
    ],
  ] as const)('refuses what it cannot test: %#', async (others, measures, options, message) => {
    const good = await run('good', () => false, ['RR', 'NumRet'])
    expect(() =>
      outperforms(
        good,
        others.map(() => good),
        measures,
        options,
      ),
    ).toThrow(message)
  })
})

describe('pairedValues', () => {
  test('have the mean that the score is, though one language has fewer queries', async () => {
    const [one, two] = [await run('one', (id) => id.endsWith('de')), await run('two', () => false)]
    const score = one.record.scores.find(({ setting }) => setting === 'monolingual')!
    const { first } = pairedValues(one, two, score)
    expect(first[0]!.reduce((sum, value) => sum + value, 0) / 16).toBeCloseTo(score.value, 12)
    expect(score.value).toBe(0.75)
  })
})

describe('pairedTest', () => {
  test('takes seeds for drawn by chance where there are several', () => {
    const values = (by: number): Float64Array => Float64Array.from({ length: 40 }, (_, i) => 0.5 + (i % 4) / 100 + by)
    const named = Array.from({ length: 40 }, (_, i) => `c${i}`)
    const single = pairedTest({ first: [values(0.1)], second: [values(0)], concepts: named }, 0.05)
    // Seeds of either side differ by as much as the sides do.
    const noisy = pairedTest(
      { first: [values(0), values(0.2)], second: [values(-0.1), values(0.1)], concepts: named },
      0.05,
    )
    expect(single.p).toBeLessThan(0.001)
    expect(noisy.p).toBeGreaterThan(0.3)
    expect(noisy).toMatchObject({ seeds: 2, queries: 40, concepts: 40 })
  })
})
