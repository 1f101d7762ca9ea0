import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judged } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { drawInteger, seeded, shuffled } from '../random.ts'
import { randomRankDistance, randomRankDistances, rankDistance, rankDistanceFloor } from './rank-distance.ts'

describe('rankDistance', () => {
  test('is the worst minus the best rank of the languages', () => {
    const query = judgedAt({ ranks: [2, 5, 40], grades: [1, 1, 1], languages: ['de', 'en', 'sw'], pool: 50 })
    expect(rankDistance().score(query)).toBe(38)
  })

  test('takes the best-ranked answer of each language', () => {
    // The answer at rank 40 is the second of German, whose best stands at rank 2; the worst best is Swahili's, 9.
    const query = judgedAt({
      ranks: [2, 5, 9, 40],
      grades: [1, 1, 1, 1],
      languages: ['de', 'en', 'sw', 'de'],
      pool: 50,
    })
    expect(rankDistance().score(query)).toBe(7)
  })

  test('is at least the distance to the rank behind a run that lacks all answers of a language', () => {
    const lost = Number.POSITIVE_INFINITY
    const { score, bound } = rankDistance()
    const query = judgedAt({ ranks: [2, 5, lost], languages: ['de', 'en', 'sw'], retrieved: 10 })
    expect([score(query), bound!.side, bound!.where(query)]).toEqual([11 - 2, 'at least', true])
    // What the run lacks is a second answer in German, whose best is known.
    const known = { ...query, languages: ['de', 'en', 'de'] }
    expect([score(known), bound!.where(known)]).toEqual([5 - 2, false])
  })

  test('asks for two languages in one pool, and lower is better', () => {
    expect(rankDistance()).toMatchObject({ settings: ['multilingual'], minimumLanguages: 2, direction: 'lower' })
  })

  test.prop([judged])('lies between its floor and the size of the pool for every judged ranking', (query) => {
    const distance = rankDistance().score(query)
    expect(distance).toBeGreaterThanOrEqual(rankDistanceFloor(new Set(query.languages).size))
    expect(distance).toBeLessThan(query.pool)
  })

  test.prop([judged, fc.integer({ min: 1, max: 9 })])('stays the same when all answers sink together', (query, by) => {
    const sunk = { ...query, ranks: query.ranks.map((rank) => rank + by), pool: query.pool + by }
    expect(rankDistance().score(sunk)).toBe(rankDistance().score(query))
  })
})

describe('rankDistanceFloor', () => {
  test('is reached when the answers take the first ranks', () => {
    const query = judgedAt({ ranks: [1, 2, 3], grades: [1, 1, 1], languages: ['de', 'en', 'sw'], pool: 50 })
    expect(rankDistance().score(query)).toBe(rankDistanceFloor(3))
  })
})

describe('randomRankDistance', () => {
  test('is (m − 1) ÷ (m + 1) · (N + 1) for one answer a language', () => {
    // XQuAD-R: 11 languages, 13,014 documents.
    expect(randomRankDistance(Array(11).fill(1), 13_014)).toBeCloseTo((10 / 12) * 13_015, 6)
  })

  test('is 1 for two documents that are both answers', () => {
    expect(randomRankDistance([1, 1], 2)).toBeCloseTo(1, 12)
  })

  test('is the mean over all orders where a language has several answers', () => {
    // Three documents, de, de, en, all relevant: en first → de 2 − en 1 = 1; en second → 2 − 1 = 1; en last → 3 − 1 = 2.
    expect(randomRankDistance([2, 1], 3)).toBeCloseTo((1 + 1 + 2) / 3, 6)
  })

  test('is the same where it is remembered', () => {
    const remembered = randomRankDistances()
    for (const [answers, pool] of [
      [[2, 1], 9],
      [[2, 1], 10],
      [[1, 2, 1], 9],
      [[2, 1], 9],
    ] as const) {
      expect(remembered(answers, pool)).toBe(randomRankDistance(answers, pool))
    }
  })

  test('agrees with simulated rankings', () => {
    const answers = [1, 3, 2, 5]
    const languages = answers.flatMap((count, language) => Array<string>(count).fill(`l${language}`))
    const random = seeded(7)
    const ranks = Array.from({ length: 60 }, (_, i) => i + 1)
    const distances = Array.from({ length: 20_000 }, () => {
      const drawn = shuffled(ranks, random).slice(0, languages.length)
      const order = drawn.map((_, i) => i).sort((a, b) => drawn[a]! - drawn[b]!)
      return rankDistance().score(
        judgedAt({
          ranks: order.map((i) => drawn[i]!),
          grades: languages.map(() => 1 + drawInteger(random, 3)),
          languages: order.map((i) => languages[i]!),
          pool: 60,
        }),
      )
    })
    const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length
    // Standard deviation of one is about 13, of the mean 0.09; four of those.
    expect(Math.abs(mean - randomRankDistance(answers, 60))).toBeLessThan(0.37)
  })
})
