import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { anglesOfTwoByTwo, atAngles, twoByTwo as data } from '../../fixtures/two-by-two.ts'
import type { Dataset } from '../datasets/dataset.ts'
import { randomEncoder } from '../encoders/random.ts'
import { matrix, unitRows } from '../matrix.ts'
import { averagePrecision } from '../metrics/average-precision.ts'
import type { Measure } from '../metrics/measure.ts'
import { defaultMeasures } from '../metrics/notation.ts'
import { rankDistance } from '../metrics/rank-distance.ts'
import { recall } from '../metrics/recall.ts'
import type { Setting } from '../retrieval.ts'
import { embed } from './embed.ts'
import { type EvaluateOptions, evaluate } from './evaluate.ts'
import type { Evaluation, Score } from './evaluation.ts'

const options: EvaluateOptions = {
  dataset: data,
  queries: atAngles(...anglesOfTwoByTwo.queries),
  documents: atAngles(...anglesOfTwoByTwo.documents),
  measures: [averagePrecision(), rankDistance()],
}

const scoreIn = ({ scores }: Evaluation, name: string, setting: Setting): Score =>
  scores.find((score) => score.measure.name === name && score.setting === setting)!

describe('evaluate', () => {
  test('scores the monolingual setting in the pool of the query’s language', async () => {
    // Among en1, en2: en-q1 finds en1 first, en-q2 en2 first. Among de1, de2: de-q1 finds de1 second, de-q2 de2 first.
    const score = scoreIn(await evaluate(options), 'AP', 'monolingual')
    expect([...score.perQuery]).toEqual([1, 1 / 2, 1, 1])
    expect([...score.perLanguage]).toEqual([
      ['de', 3 / 4],
      ['en', 1],
    ])
    expect(score.value).toBe(7 / 8)
    expect(score.perPair).toEqual(
      new Map([
        ['de', new Map([['de', 3 / 4]])],
        ['en', new Map([['en', 1]])],
      ]),
    )
  })

  test('scores the cross-lingual setting in the pool of the other language', async () => {
    // Among de1, de2: en-q1 finds de1 second, en-q2 de2 second. Among en1, en2: de-q1 finds en1 first, de-q2 en2 second.
    const score = scoreIn(await evaluate(options), 'AP', 'cross-lingual')
    expect([...score.perQuery]).toEqual([1 / 2, 1, 1 / 2, 1 / 2])
    expect(score.value).toBe((1 / 2 + 3 / 4) / 2)
    expect(score.perPair).toEqual(
      new Map([
        ['de', new Map([['en', 3 / 4]])],
        ['en', new Map([['de', 1 / 2]])],
      ]),
    )
  })

  test('scores the multilingual setting in the whole pool, with all answers relevant', async () => {
    // Ranks of the answers: 1, 3 – 2, 3 – 1, 3 – 2, 4.
    const score = scoreIn(await evaluate(options), 'AP', 'multilingual')
    const [q1, q2, q3, q4] = [(1 + 2 / 3) / 2, (1 / 2 + 2 / 3) / 2, (1 + 2 / 3) / 2, (1 / 2 + 2 / 4) / 2]
    expect([...score.perQuery]).toEqual([q1, q2, q3, q4])
    expect(score.value).toBeCloseTo(((q1 + q3) / 2 + (q2 + q4) / 2) / 2, 12)
    expect(score.perPair).toBeUndefined()
  })

  test('measures rank distance and its bounds', async () => {
    const evaluation = await evaluate(options)
    expect([...evaluation.rankDistances]).toEqual([2, 1, 2, 2])
    expect(scoreIn(evaluation, 'RankDistance', 'multilingual').value).toBe(1.75)
    // Two languages, four documents: 2 − 1, and (2 − 1) ÷ (2 + 1) · (4 + 1).
    expect(evaluation.rankDistanceBounds!.floor).toBe(1)
    expect(evaluation.rankDistanceBounds!.random).toBeCloseTo(5 / 3, 12)
  })

  test('applies a measure only in its settings', async () => {
    const { scores } = await evaluate(options)
    const names = scores.map(({ measure, setting }) => `${measure.name} ${setting}`)
    expect(names).toEqual(['AP monolingual', 'AP cross-lingual', 'AP multilingual', 'RankDistance multilingual'])
  })

  test('averages over languages and pairs, not over queries', async () => {
    // Without de-q2, German has one query and English two, but either language counts half.
    const { value } = scoreIn(await evaluate(without({ query: 3 })), 'AP', 'monolingual')
    expect(value).toBe((1 / 2 + 1) / 2)
  })

  test('leaves a query without an answer in a setting out of its mean, as NaN', async () => {
    // de-q1 has no German answer.
    const qrels = new Map([...data.qrels, ['de-q1', new Map([['en1', 1]])]])
    const evaluation = await evaluate({ ...options, dataset: { ...data, qrels } })
    const score = scoreIn(evaluation, 'AP', 'monolingual')
    expect([...score.perQuery]).toEqual([1, Number.NaN, 1, 1])
    expect(score.value).toBe(1)
    expect([...evaluation.rankDistances]).toEqual([2, Number.NaN, 2, 2])
    expect([...scoreIn(evaluation, 'RankDistance', 'multilingual').perQuery]).toEqual([2, Number.NaN, 2, 2])
  })

  test('leaves settings out that a data set of one language has not', async () => {
    const english = { ...data, documents: data.documents.map((document) => ({ ...document, language: 'en' })) }
    const queries = english.queries.map((query) => ({ ...query, language: 'en' }))
    const evaluation = await evaluate({ ...options, dataset: { ...english, queries } })
    expect(evaluation.scores.map(({ measure, setting }) => `${measure.name} ${setting}`)).toEqual([
      'AP monolingual',
      'AP multilingual',
    ])
    expect(evaluation.rankDistanceBounds).toBeNull()
    expect([...evaluation.rankDistances]).toEqual(Array(4).fill(Number.NaN))
  })

  test('does not count a document judged not relevant as an answer', async () => {
    // en-q1 judges en2 with grade 0; were it relevant, AP in English would be that of two answers.
    const { scores } = await evaluate({ ...options, measures: [recall({ cutoff: 1 })] })
    expect(scores[0]!.perQuery[0]).toBe(1)
  })

  test('has a digest that follows the ranks alone', async () => {
    const { digest } = await evaluate(options)
    const nudged = await evaluate({ ...options, queries: atAngles(1, 50, 90, 20), measures: [recall({ cutoff: 1 })] })
    const swapped = await evaluate({ ...options, queries: atAngles(50, 50, 90, 20) })
    expect(nudged.digest).toBe(digest)
    expect(swapped.digest).not.toBe(digest)
  })

  test('is the same on both kernels', async () => {
    const [simd, plain] = [
      await evaluate({ ...options, kernel: 'simd' }),
      await evaluate({ ...options, kernel: 'plain' }),
    ]
    expect([simd.kernel, plain.kernel]).toEqual(['simd', 'plain'])
    expect({ ...simd, kernel: null }).toEqual({ ...plain, kernel: null })
  })

  test.prop([fc.integer()])(
    'gives finite values within each measure’s range for every random ranking',
    async (seed) => {
      const vectors = await embed({
        encoder: await randomEncoder({ dimensions: 4 }).create(seed),
        name: 'random',
        dataset: data,
      })
      const { scores } = await evaluate({ ...vectors, dataset: data, measures: defaultMeasures })
      expect(scores).toHaveLength(7 * 3 + 1)
      for (const { measure, value, perQuery } of scores) {
        for (const each of [value, ...perQuery]) {
          expect(each).toBeGreaterThanOrEqual(measure.range[0])
          expect(each).toBeLessThanOrEqual(measure.range[1])
        }
      }
    },
  )

  const broken: Measure = {
    ...averagePrecision(),
    name: 'Broken',
    score: ({ ranks }) => (ranks[0] === 2 ? Number.NaN : 1),
  }
  test.each([
    [{ measures: [] }, 'evaluate: measures must be one or more of different names; got [].'],
    [{ measures: [averagePrecision(), averagePrecision()] }, 'got [AP, AP].'],
    [{ measures: [broken] }, 'evaluate: values must be finite; Broken gave NaN for query "de-q1", monolingual.'],
    [
      { dataset: { ...data, qrels: new Map() } },
      'evaluate: some query of the data set "by hand" must have a relevant document; got none.',
    ],
    [{ dataset: { ...data, qrels: new Map([['en-q1', new Map([['fr1', 1]])]]) } }, 'got "fr1" for query "en-q1".'],
    [{ queries: atAngles(0) }, 'every query needs a list of relevant documents; got 4 for 1 rows.'],
  ])('refuses what it cannot score: %#', async (change, message) => {
    await expect(evaluate({ ...options, ...change })).rejects.toThrow(message)
  })
})

function without({ query }: { readonly query: number }): EvaluateOptions {
  const queries = data.queries.toSpliced(query, 1)
  const rows = options.queries.data.filter((_, i) => i >> 1 !== query)
  return { ...options, dataset: { ...data, queries } satisfies Dataset, queries: unitRows(matrix(3, 2, rows)) }
}
