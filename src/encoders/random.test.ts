import { describe, expect, test } from 'vitest'
import { dataset } from '../datasets/dataset.ts'
import { embed } from '../evaluation/embed.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { row } from '../matrix.ts'
import { rankDistance } from '../metrics/rank-distance.ts'
import { reciprocalRank } from '../metrics/reciprocal-rank.ts'
import { randomEncoder } from './random.ts'

const languages = ['de', 'en', 'sw', 'zh']
const concepts = Array.from({ length: 60 }, (_, i) => `c${i}`)
const texts = languages.flatMap((language) => concepts.map((concept) => ({ language, concept, text: concept })))
const parallel = dataset({
  name: 'parallel',
  revision: '1',
  languages,
  queries: texts.map((each, i) => ({ id: `q${i}`, ...each })),
  documents: texts.map((each, i) => ({ id: `d${i}`, ...each })),
  qrels: new Map(
    texts.map(({ concept }, query) => [
      `q${query}`,
      new Map(texts.flatMap((each, i) => (each.concept === concept ? [[`d${i}`, 1] as const] : []))),
    ]),
  ),
})

describe('randomEncoder', () => {
  test('gives equal texts different vectors, and the same seed the same ones', async () => {
    const same = [texts[0]!, texts[0]!]
    const encode = async (seed: number): Promise<number[]> => {
      const { data } = await (await randomEncoder().create(seed)).encode(same, { role: 'query' })
      return [...data]
    }
    const first = await encode(1)
    expect(first.slice(0, 64)).not.toEqual(first.slice(64))
    expect(await encode(1)).toEqual(first)
    expect(await encode(2)).not.toEqual(first)
  })

  test('gives a query and a document of the same place unrelated vectors', async () => {
    const { queries, documents } = await embed({
      encoder: await randomEncoder().create(1),
      name: 'random',
      dataset: parallel,
    })
    const cosines = texts.map((_, i) =>
      row(queries, i).reduce((sum, value, j) => sum + value * row(documents, i)[j]!, 0),
    )
    const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length
    // A cosine's standard deviation is 1 ÷ √64, that of the mean of 240 is 0.008.
    expect(Math.abs(mean)).toBeLessThan(0.033)
  })

  test('reaches the rank distance and the reciprocal rank that chance gives', async () => {
    const encoder = await randomEncoder().create(3)
    const vectors = await embed({ encoder, name: 'random', dataset: parallel })
    const measures = [rankDistance(), reciprocalRank()]
    const { scores, rankDistanceBounds } = await evaluate({ dataset: parallel, ...vectors, measures })
    const value = (name: string, setting: string): number =>
      scores.find((score) => score.measure.name === name && score.setting === setting)!.value
    // Four answers among 240: (4 − 1) ÷ (4 + 1) · 241.
    expect(rankDistanceBounds!.random).toBeCloseTo(144.6, 9)
    // One query's distance has a standard deviation of 48, the mean of 240 one of 3.1: four of those.
    expect(Math.abs(value('RankDistance', 'multilingual') - 144.6)).toBeLessThan(12.5)
    // One answer among 60: the mean of 1 ÷ rank is H₆₀ ÷ 60 = 0.078; standard deviation 0.14, of the mean 0.009.
    const harmonic = concepts.reduce((sum, _, i) => sum + 1 / (i + 1), 0)
    expect(Math.abs(value('RR', 'monolingual') - harmonic / 60)).toBeLessThan(0.037)
  })

  test('is a control and states what decides its vectors', () => {
    expect(randomEncoder({ dimensions: 8 })).toMatchObject({
      control: true,
      label: 'Random ranking',
      configuration: { dimensions: 8 },
    })
  })

  test.each([0, 1, -3, 2.5, Number.NaN])('rejects %d dimensions', (dimensions) => {
    expect(() => randomEncoder({ dimensions })).toThrow(
      `randomEncoder: dimensions must be an integer of at least 2; got ${dimensions}.`,
    )
  })
})
